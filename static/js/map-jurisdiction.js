/* The map of one jurisdiction: land, districts that belong to it wholly or in part, and its polygon. */
const box = document.querySelector("[data-area-map]");
const { L } = window;

const fetched = async (address) => {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.json() : null;
};

if (box && L) {
  const map = L.map(box, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", box.dataset.label);
  map.setView([-6.4, 106.1], 8.5);
  const css = { whole: "area plain mine", part: "area plain partly" };
  const begin = async () => {
    const [land, shape, regions] = await Promise.all([box.dataset.land, box.dataset.shape, box.dataset.regions].map(fetched));
    if (land) L.geoJSON(land, { interactive: false, style: { className: "land" } }).addTo(map);
    const edges = L.latLngBounds([]);
    if (regions) {
      const features = regions.features.filter((feature) => feature.geometry);
      const state = (feature) => shape?.districts?.[feature.properties.code];
      L.geoJSON({ type: "FeatureCollection", features }, {
        style: (feature) => ({ className: css[state(feature)] || "area plain", weight: 1 }),
        onEachFeature: (feature, layer) => {
          if (!state(feature)) return;
          edges.extend(layer.getBounds());
          const words = document.createElement("span");
          words.textContent = `${feature.properties.name}: ${box.dataset[state(feature)]}`;
          layer.bindTooltip(words, { sticky: true });
        },
      }).addTo(map);
    }
    if (shape?.geometry) edges.extend(L.geoJSON(shape, { interactive: false, style: { className: "zone", weight: 1.5 } }).addTo(map).getBounds());
    if (edges.isValid()) map.fitBounds(edges, { padding: [20, 20], maxZoom: 13 });
    box.dataset.ready = "1";
  };
  begin();
}
