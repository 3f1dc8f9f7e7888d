/* Land, areas of regions coloured by the chosen measure, and names that keep out of the way. */
import { inSlices, rest } from "./map-slices.js";

const NEAR = 12;
const BANDS = [8, 10, 12]; // last zooms of the bands in which boundaries are drawn (desk/map/outlines.py)
const STEP = 11; // pixels; names are tried ever farther from the middle of their area, nearest first
const OFFSETS = [];
for (let y = -5; y <= 5; y += 1) for (let x = -4; x <= 4; x += 1) OFFSETS.push([x * STEP, y * STEP]);
OFFSETS.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
const SHORT = [[/^Kabupaten /, "Kab. "], [/^Kota Tangerang Selatan$/, "Kota Tangsel"]];

export class Areas {
  constructor(map, addresses, told, failed) {
    this.map = map;
    this.addresses = addresses;
    this.told = told;
    this.failed = failed;
    this.level = "";
    this.legend = document.querySelector("[data-ramp]");
    this.layers = new Map();
    this.query = new URLSearchParams();
    for (const [name, order] of [["land", 200], ["areas", 250], ["names", 450]]) {
      map.createPane(name).style.zIndex = String(order);
      map.getPane(name).style.pointerEvents = "none";
    }
    this.names = window.L.layerGroup().addTo(map);
    this.draw = (pane) => window.L.svg({ pane, padding: 0.6 });
    this.drawers = { land: this.draw("land"), areas: this.draw("areas") };
    this.land();
  }

  async land() {
    const answer = await fetch(this.addresses.land).catch(() => null);
    if (!answer?.ok) return;
    const options = { interactive: false, pane: "land", renderer: this.drawers.land, style: { className: "land" } };
    window.L.geoJSON(await answer.json(), options).addTo(this.map);
  }

  /** Forgets what was loaded under other filters and loads the level of the view; `level` is a chosen one or empty. */
  async load(filters, { measure, level }) {
    const query = new URLSearchParams(filters);
    // The drawn area chooses stations; the colours of regions are those of whole regions.
    query.delete("area");
    query.set("measure", measure);
    this.level = level;
    if (query.has("region")) query.set("within", query.get("region"));
    query.delete("region");
    this.query = query;
    // What is drawn stays until there is something to put in its place.
    this.layers.clear();
    await this.show(this.map.getZoom());
  }

  /** The drawing that fits a zoom, asked for once; official boundaries are finer nearer the ground. */
  async entry(zoom) {
    const { level, within } = this.wanted(zoom);
    const band = BANDS.filter((last) => Math.ceil(zoom) > last).length;
    const whole = `${level}${within}`;
    const key = this.layers.has(whole) ? whole : `${whole}/${band}`;
    if (!this.layers.has(key)) {
      const entry = {};
      entry.ready = this.fetch(entry, level, within, Math.ceil(zoom), this.query);
      this.layers.set(key, entry);
    }
    const entry = this.layers.get(key);
    await entry.ready;
    // Areas derived from the stations are the same in every band.
    if (entry.layer && entry.derived && this.layers.get(key) === entry) this.layers.set(whole, entry);
    return entry;
  }

  async fetch(entry, level, within, zoom, query) {
    const wanted = new URLSearchParams(query);
    wanted.set("level", level);
    if (within) wanted.set("within", within);
    wanted.set("zoom", String(Math.min(22, Math.max(0, zoom))));
    const answer = await fetch(`${this.addresses.regions}?${wanted}`).catch(() => null);
    if (query !== this.query) return;
    if (!answer?.ok) {
      this.layers.clear();
      this.failed();
      return;
    }
    const found = await answer.json();
    entry.derived = !found.sources?.length;
    entry.features = found.features;
    entry.level = level;
    entry.measure = found.measure;
    entry.at = answer.headers.get("Date");
    entry.layer = window.L.geoJSON({ type: "FeatureCollection", features: found.features.filter((f) => f.geometry) }, {
      interactive: false,
      pane: "areas",
      renderer: this.drawers.areas,
      style: (feature) => ({ className: `area ${classOf(feature.properties, found.measure)}`, weight: 1 }),
    });
  }

  async show(zoom) {
    // Near the ground one area fills the screen; its colour then steps back behind the stations.
    this.map.getPane("areas").classList.toggle("faint", zoom >= NEAR);
    this.legend?.classList.toggle("faint", zoom >= NEAR);
    const query = this.query;
    const entry = await this.entry(zoom);
    const late = query !== this.query || this.wanted(zoom).level !== this.wanted(this.map.getZoom()).level;
    if (late || !entry.layer || entry === this.now) return;
    this.now?.layer.remove();
    this.now = entry;
    entry.layer.addTo(this.map);
    this.told(entry);
    this.label(this.taken ?? []);
    // Only what is drawn tells in which regency the villages of the view lie.
    if (this.wanted(this.map.getZoom()).level !== entry.level) await this.show(this.map.getZoom());
  }

  /** The level for a zoom, or the chosen one. Villages come of one region only: a whole province's are too much to fetch. */
  wanted(zoom) {
    const fits = zoom < 10 ? "regency" : zoom >= 13 && this.query.has("within") ? "village" : "district";
    const level = this.level || fits;
    if (level !== "village" || this.query.has("within")) return { level, within: "" };
    const within = zoom >= 10 ? this.regency() : "";
    return within ? { level, within } : { level: "district", within: "" };
  }

  /** The code of the regency in the middle of the view, as far as it is drawn. */
  regency() {
    const middle = this.map.getCenter();
    for (const { features } of this.layers.values()) {
      const found = features?.find((feature) => feature.geometry && holds(feature.geometry, middle));
      if (found) return found.properties.code.slice(0, 5);
    }
    return "";
  }

  bounds() {
    return this.now?.layer.getBounds();
  }

  async boundsOf(code, level, election) {
    const query = new URLSearchParams({ level: level === "province" ? "regency" : level, within: code });
    if (election) query.set("election", election);
    const answer = await fetch(`${this.addresses.regions}?${query}`).catch(() => null);
    if (!answer?.ok) return null;
    const { features } = await answer.json();
    return window.L.geoJSON({ type: "FeatureCollection", features: features.filter((f) => f.geometry) }).getBounds();
  }

  /** Writes the names that fit beside the marks and each other; the biggest regions come first. */
  async label(taken) {
    this.taken = taken;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    await rest();
    const busy = [...taken];
    const seen = this.map.getSize();
    const view = this.map.getBounds().pad(0.1);
    const small = !["regency", "province"].includes(this.now?.level);
    const features = (this.now?.features ?? []).filter(({ properties: { label }, geometry }) => label && geometry && view.contains([label[1], label[0]]));
    features.sort((a, b) => b.properties.stations - a.properties.stations);
    const names = [];
    const still = await inSlices(features, (feature) => {
      const name = this.name(feature, { busy, seen, small });
      if (name) names.push(name);
    }, () => turn === this.turn);
    if (!still) return;
    this.names.clearLayers();
    for (const name of names) name.addTo(this.names);
  }

  name({ properties, geometry }, { busy, seen, small }) {
    const text = SHORT.reduce((name, [long, short]) => name.replace(long, short), properties.name);
    const [lng, lat] = properties.label;
    const at = this.map.latLngToContainerPoint([lat, lng]);
    const width = text.length * (small ? 6.1 : 6.9) + 12;
    const own = (x, y) => holds(geometry, this.map.containerPointToLatLng([x, y]));
    const place = placeFor(at, width, busy, seen, own);
    if (!place) return null;
    busy.push(place);
    const middle = this.map.containerPointToLatLng([(place.left + place.right) / 2, (place.top + place.bottom) / 2]);
    const name = document.createElement("span");
    name.textContent = text;
    return window.L.marker(middle, {
      icon: window.L.divIcon({ html: name, className: `map-label ${small ? "small" : ""}`, iconSize: [width, 16] }),
      interactive: false,
      keyboard: false,
      pane: "names",
    });
  }
}

/** The class of a step; no data is hatched and never the colour of 0. */
export function classOf({ step }, measure) {
  if (step === null || step === undefined) return "area-none";
  return `${measure.cool ? "cool" : "area"}-${step}`;
}

function placeFor(at, width, busy, seen, own) {
  for (const [x, y] of OFFSETS) {
    const box = { left: at.x + x - width / 2, right: at.x + x + width / 2, top: at.y + y - 8, bottom: at.y + y + 8 };
    // A name that the edge of the map would cut is tried elsewhere in its area.
    if (box.left < 0 || box.top < 0 || box.right > seen.x || box.bottom > seen.y) continue;
    if (busy.some((other) => meet(box, other))) continue;
    if (own(at.x + x, at.y + y)) return box;
  }
  return null;
}

function meet(one, two) {
  return one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom;
}

/** Tells whether a place lies in an area, so that no name is written into a neighbour. */
function holds(geometry, { lat, lng }) {
  let inside = false;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  for (const ring of polygons.flat()) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
      if (yi > lat !== yj > lat && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}
