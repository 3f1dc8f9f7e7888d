/* Clusters and stations on the map. Unchanged marks stay in the page, so that moving the map is cheap. */
import { icon } from "./texts.js";
import { inSlices, rest } from "./map-slices.js";
import { number, riskOf, titleOf, words } from "./map-words.js";

const SPREAD = 13; // pixels between stations that stand on one spot
const TURNS = 8;
const WIDEST = 60; // pixels beyond which no two marks can meet

export class Marks {
  constructor(map, { open, zoom }) {
    this.map = map;
    this.open = open;
    this.zoom = zoom;
    this.layer = window.L.layerGroup().addTo(map);
    this.marks = new Map();
    this.lit = null;
    this.byElement = new WeakMap();
    map.getPane("markerPane").addEventListener("click", (event) => this.press(event.target));
  }

  /** Brings the marks into agreement with the features, in pieces; false when others came meanwhile. */
  async show(features) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const still = () => turn === this.turn;
    // What came with the answer was work enough for one piece.
    await rest();
    const spots = still() && (await spotsOf(features, this.map, still));
    if (!spots) return false;
    const wanted = new Map(features.map((feature) => [keyOf(feature), feature]));
    const gone = [...this.marks].filter(([key]) => !wanted.has(key));
    const kept = await inSlices(gone, ([key, mark]) => {
      this.layer.removeLayer(mark);
      this.marks.delete(key);
    }, still);
    return kept && inSlices(wanted, ([key, feature]) => {
      const at = spots.get(feature);
      const known = this.marks.get(key);
      if (!known) this.marks.set(key, this.draw(feature, at));
      else if (!known.getLatLng().equals(at)) known.setLatLng(at);
    }, still);
  }

  draw(feature, at) {
    const { properties } = feature;
    const size = sizeOf(properties);
    const mark = window.L.marker(at, {
      icon: window.L.divIcon({ html: drawing(properties), className: classOf(properties), iconSize: [size, size] }),
      interactive: false,
      keyboard: false,
      zIndexOffset: properties.worst ? 400 : 0,
      title: `${titleOf(properties)}: ${riskOf(properties)}${properties.approximate ? ` (${words.approximate})` : ""}`,
    });
    mark.feature = feature;
    mark.size = size;
    mark.addTo(this.layer);
    this.byElement.set(mark.getElement(), mark);
    return mark;
  }

  /** One listener for all: marks that Leaflet calls interactive are styled anew whenever the map begins to move. */
  press(target) {
    const mark = this.byElement.get(target.closest(".mark"));
    if (!mark || this.map.dragging.moved()) return;
    const { cluster, code } = mark.feature.properties;
    if (cluster) this.zoom({ at: mark.getLatLng() });
    else this.open(code);
  }

  choose(code) {
    this.lit?.getElement()?.classList.remove("chosen");
    this.lit = code ? [...this.marks.values()].find((mark) => mark.feature.properties.code === code) : null;
    this.lit?.getElement()?.classList.add("chosen");
  }

  /** The squares that marks cover on the screen, in pixels, so that names keep out of them. */
  boxes() {
    return [...this.marks.values()].map((mark) => {
      const at = this.map.latLngToContainerPoint(mark.getLatLng());
      const half = mark.size / 2 + 3;
      return { left: at.x - half, right: at.x + half, top: at.y - half, bottom: at.y + half };
    });
  }
}

function keyOf({ properties: p, geometry }) {
  if (!p.cluster) return `s${p.code}${p.worst}`;
  return `c${geometry.coordinates.join()}:${p.count}:${p.flagged}:${p.worst}`;
}

function sizeOf({ cluster, count, worst }) {
  if (!cluster) return worst ? 24 : 15;
  return Math.round(Math.min(52, 26 + 6.5 * Math.log10(count)));
}

function classOf({ worst, approximate }) {
  return `mark ${worst ?? ""} ${approximate ? "approximate" : ""}`;
}

function drawing({ cluster, count, worst }) {
  const box = document.createElement("div");
  if (!cluster) {
    box.className = worst ? "shape" : "dot";
    if (worst) box.append(icon(worst));
    return box;
  }
  box.className = "ring";
  const figure = document.createElement("span");
  figure.textContent = number(count);
  box.append(figure);
  if (worst) {
    const shape = document.createElement("i");
    shape.className = "badge-shape";
    shape.append(icon(worst));
    box.append(shape);
  }
  return box;
}

/** Gives each feature its place: stations on one spot stand around it in a ring, overlapping clusters step apart. */
async function spotsOf(features, map, still) {
  const zoom = map.getZoom();
  const groups = new Map();
  for (const feature of features) {
    const key = feature.properties.cluster ? feature : feature.geometry.coordinates.map((n) => n.toFixed(5)).join();
    if (groups.has(key)) groups.get(key).push(feature);
    else groups.set(key, [feature]);
  }
  const places = [];
  for (const group of groups.values()) {
    const [lng, lat] = group[0].geometry.coordinates;
    const middle = map.project([lat, lng], zoom);
    const radius = group.length === 1 ? 0 : Math.max(SPREAD, (group.length * SPREAD * 1.9) / (2 * Math.PI));
    group.forEach((feature, place) => {
      const angle = (2 * Math.PI * place) / group.length;
      const half = sizeOf(feature.properties) / 2 + (feature.properties.cluster ? 2 : 0);
      places.push({ feature, half, x: middle.x + radius * Math.cos(angle), y: middle.y + radius * Math.sin(angle) });
    });
  }
  if (features.some((feature) => feature.properties.cluster) && !(await stepApart(places, still))) return null;
  return new Map(places.map(({ feature, x, y }) => [feature, map.unproject([x, y], zoom)]));
}

/** Moves marks that cover each other apart, a little at a time; the same marks always end in the same places. */
async function stepApart(places, still) {
  places.sort((a, b) => a.x - b.x || a.y - b.y);
  places.forEach((each, order) => { each.order = order; });
  let moved = true;
  for (let turn = 0; moved && turn < TURNS; turn += 1) {
    moved = false;
    const near = neighbours(places);
    const go = await inSlices(places, (a) => {
      for (const b of near(a)) {
        if (b.order <= a.order) continue;
        const [dx, dy] = [b.x - a.x || 0.01, b.y - a.y || 0.01];
        const apart = Math.hypot(dx, dy);
        const missing = a.half + b.half - apart;
        if (missing <= 0.5) continue;
        const [stepX, stepY] = [(dx / apart) * missing * 0.5, (dy / apart) * missing * 0.5];
        a.x -= stepX; a.y -= stepY; b.x += stepX; b.y += stepY;
        moved = true;
      }
    }, still);
    if (!go) return false;
  }
  return true;
}

/** Sorts marks into squares as wide as the widest pair; gives those in and around the square of a mark. */
function neighbours(places) {
  const squares = new Map();
  const square = (column, row) => column * 0x1000000 + row;
  for (const each of places) {
    each.column = Math.floor(each.x / WIDEST);
    each.row = Math.floor(each.y / WIDEST);
    const key = square(each.column, each.row);
    if (squares.has(key)) squares.get(key).push(each);
    else squares.set(key, [each]);
  }
  return function* near({ column, row }) {
    for (let x = column - 1; x <= column + 1; x += 1) {
      for (let y = row - 1; y <= row + 1; y += 1) yield* squares.get(square(x, y)) ?? [];
    }
  };
}
