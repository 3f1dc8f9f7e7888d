/* The little map on a station's page: land, districts of its regency and the station itself. */
const box = document.querySelector("[data-small-map]");
const { L } = window;

if (box && L) {
  const at = [Number(box.dataset.latitude), Number(box.dataset.longitude)];
  const map = L.map(box, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, dragging: false, keyboard: false, doubleClickZoom: false, touchZoom: false, boxZoom: false, zoomSnap: 0.25 });
  box.removeAttribute("tabindex");
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", box.dataset.label);
  map.setView(at, 10.5);
  const draw = async (address, css) => {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    const found = await answer.json();
    const features = found.features.filter((feature) => feature.geometry);
    L.geoJSON({ type: "FeatureCollection", features }, { interactive: false, style: () => ({ className: css, weight: 1 }) }).addTo(map);
    mark.bringToFront();
  };
  const mark = L.circleMarker(at, { radius: 8, weight: 3, interactive: false, className: box.dataset.approximate ? "here approximate" : "here" }).addTo(map);
  draw(box.dataset.land, "land").then(() => draw(box.dataset.regions, "area plain"));
}
