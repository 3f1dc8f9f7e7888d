/* The map of courier legs under way: a straight line for each, dashed when it is late; read anew each half minute. */
const box = document.querySelector("[data-legs-map]");
const { L } = window;
const EVERY = 30000;

const fetched = async (address) => {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.json() : null;
};

if (box && L) {
  const map = L.map(box, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", box.dataset.label);
  map.setView([-6.4, 106.1], 8.5);
  let drawn = null;

  const words = ({ properties }) => {
    const text = document.createElement("span");
    text.textContent = [properties.name, properties.mode, properties.late].filter(Boolean).join(" · ");
    return text;
  };

  const draw = async (first) => {
    const legs = await fetched(box.dataset.legs);
    if (!legs) return;
    drawn?.remove();
    const late = (feature) => (feature.properties.step ? " late" : "");
    drawn = L.geoJSON(legs, {
      style: (feature) => ({ className: `leg${late(feature)}` }),
      pointToLayer: (feature, at) => L.circleMarker(at, { radius: 6, className: `leg-end${late(feature)}` }),
      onEachFeature: (feature, layer) => {
        layer.bindTooltip(words(feature), { sticky: true });
        layer.on("click", () => { window.location.href = feature.properties.url; });
      },
    }).addTo(map);
    if (first && legs.features.length) map.fitBounds(drawn.getBounds(), { padding: [30, 30], maxZoom: 12 });
    box.dataset.ready = "1";
    box.dataset.count = String(legs.features.length);
  };

  const begin = async () => {
    const [land, regions] = await Promise.all([box.dataset.land, box.dataset.regions].map(fetched));
    if (land) L.geoJSON(land, { interactive: false, style: { className: "land" } }).addTo(map);
    if (regions) {
      const features = regions.features.filter((feature) => feature.geometry);
      L.geoJSON({ type: "FeatureCollection", features }, { interactive: false, style: { className: "area plain", weight: 1 } }).addTo(map);
    }
    await draw(true);
    setInterval(() => { if (!document.hidden) draw(false); }, EVERY);
  };
  begin();
}
