/* The preview of hazard zones: land, zones, and the stations inside as dots, or as counts where they are too many. */
const box = document.querySelector("[data-zone-map]");
const { L } = window;
const WAIT = 150;

const fetched = async (address) => {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.json() : null;
};

if (box && L) {
  const [west, south, east, north] = box.dataset.box.split(",").map(Number);
  const map = L.map(box, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false, preferCanvas: false });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", box.dataset.label);
  map.fitBounds([[south, west], [north, east]], { padding: [24, 24], maxZoom: 15 });
  const format = new Intl.NumberFormat(document.documentElement.lang || "id");
  const dots = L.layerGroup().addTo(map);

  const count = (each) => {
    const size = Math.min(44, 20 + 5 * Math.log10(each.count + 1) * 2);
    const icon = L.divIcon({ className: "zone-count", iconSize: [size, size], html: "" });
    const mark = L.marker([each.latitude, each.longitude], { icon, interactive: false, keyboard: false }).addTo(dots);
    mark.getElement().textContent = format.format(each.count);
  };
  const dot = (each) => L.circleMarker([each.latitude, each.longitude], { radius: 4, className: "zone-dot", weight: 1 })
    .bindTooltip(document.createTextNode(`${box.dataset.stations} ${each.code}`).textContent).addTo(dots);

  let timer = 0;
  let turn = 0;
  const show = async () => {
    const mine = (turn += 1);
    const view = map.getBounds();
    const edges = [Math.max(view.getWest(), -180), Math.max(view.getSouth(), -90), Math.min(view.getEast(), 180), Math.min(view.getNorth(), 90)];
    const found = await fetched(`${box.dataset.dots}?bbox=${edges.join(",")}`);
    if (!found || mine !== turn) return;
    dots.clearLayers();
    found.dots.forEach((each) => (each.count > 1 ? count(each) : dot(each)));
  };
  const begin = async () => {
    const land = await fetched(box.dataset.land);
    if (land) L.geoJSON(land, { interactive: false, style: { className: "land" } }).addTo(map);
    const regions = await fetched(box.dataset.regions);
    if (regions) {
      const features = regions.features.filter((feature) => feature.geometry);
      L.geoJSON({ type: "FeatureCollection", features }, { interactive: false, style: { className: "area plain", weight: 1 } }).addTo(map);
    }
    const zones = await fetched(box.dataset.shapes);
    if (zones) {
      L.geoJSON(zones, {
        style: { className: "zone", weight: 1.5 },
        onEachFeature: (feature, layer) => {
          const words = document.createElement("span");
          words.textContent = `${feature.properties.name || feature.properties.row}: ${format.format(feature.properties.stations)} ${box.dataset.inside}`;
          layer.bindTooltip(words, { sticky: true });
        },
      }).addTo(map);
    }
    await show();
    map.on("moveend", () => { clearTimeout(timer); timer = setTimeout(show, WAIT); });
    box.dataset.ready = "1";
  };
  begin();
}
