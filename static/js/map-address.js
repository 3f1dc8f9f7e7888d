/* The map's address: view, filters and station, so that a link opens the same picture. */
const DIGITS = 5;

export function readAddress() {
  const query = new URLSearchParams(location.search);
  const [lat, lng, zoom] = ["lat", "lng", "z"].map((name) => (query.has(name) ? Number(query.get(name)) : NaN));
  const whole = [lat, lng, zoom].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lng) <= 180;
  return {
    view: whole ? { at: [lat, lng], zoom: Math.min(19, Math.max(4, zoom)) } : null,
    station: (query.get("station") ?? "").slice(0, 40),
  };
}

export function writeAddress(map, filters, station) {
  const query = new URLSearchParams(filters);
  const middle = map.getCenter();
  query.set("lat", middle.lat.toFixed(DIGITS));
  query.set("lng", middle.lng.toFixed(DIGITS));
  query.set("z", String(map.getZoom()));
  if (station) query.set("station", station);
  history.replaceState(history.state, "", `${location.pathname}?${query}`);
}
