/* The map's address: view, filters and station, so that a link opens the same picture. */
const DIGITS = 5;

export function readAddress() {
  const query = new URLSearchParams(location.search);
  const [lat, lng, zoom] = ["lat", "lng", "z"].map((name) => (query.has(name) ? Number(query.get(name)) : NaN));
  const whole = [lat, lng, zoom].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lng) <= 180;
  const box = (query.get("bbox") ?? "").split(",").map(Number);
  const drawn = box.length === 4 && box.every(Number.isFinite) && box[0] < box[2] && box[1] < box[3];
  return {
    // The picture for paper knows its edges and not its middle.
    box: drawn ? [[box[1], box[0]], [box[3], box[2]]] : null,
    view: whole ? { at: [lat, lng], zoom: Math.min(19, Math.max(4, zoom)) } : null,
    station: (query.get("station") ?? "").slice(0, 40),
  };
}

export function writeAddress(map, picture, station) {
  const query = new URLSearchParams(picture);
  const middle = map.getCenter();
  query.set("lat", middle.lat.toFixed(DIGITS));
  query.set("lng", middle.lng.toFixed(DIGITS));
  query.set("z", String(map.getZoom()));
  if (station) query.set("station", station);
  history.replaceState(history.state, "", `${location.pathname}?${query}`);
}

/** The box of a view as the server takes it: west,south,east,north in degrees, never beyond the globe. */
export function boxOf(bounds) {
  const clamp = (value, edge) => Math.min(edge, Math.max(-edge, value));
  return [
    clamp(bounds.getWest(), 180), clamp(bounds.getSouth(), 90), clamp(bounds.getEast(), 180), clamp(bounds.getNorth(), 90),
  ].map((edge) => edge.toFixed(6)).join(",");
}

/** The same box as a polygon that stations can be chosen by. */
export function shapeOf(bounds) {
  const [west, south, east, north] = boxOf(bounds).split(",").map((edge) => Number(edge).toFixed(5));
  return `${west},${south};${east},${south};${east},${north};${west},${north}`;
}
