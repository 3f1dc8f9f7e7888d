/* The basemap, where one is configured: a local file says at which zooms and within which edges it has tiles. */

export function basemap({ tiles, attribution, tilesZooms, tilesEdges }) {
  const options = { attribution };
  if (tilesZooms) [options.minZoom, options.maxNativeZoom] = tilesZooms.split(",").map(Number);
  if (tilesEdges) {
    const [west, south, east, north] = tilesEdges.split(",").map(Number);
    options.bounds = [[south, west], [north, east]];
  }
  return window.L.tileLayer(tiles, { maxZoom: 22, ...options });
}
