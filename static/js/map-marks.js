/* Clusters and stations on the map. Unchanged marks stay in the page, so that moving the map is cheap. */
import { icon } from "./texts.js";
import { number, riskOf, titleOf, words } from "./map-words.js";

const SPREAD = 13; // pixels between stations that stand on one spot

export class Marks {
  constructor(map, { open, zoom }) {
    this.map = map;
    this.open = open;
    this.zoom = zoom;
    this.layer = window.L.layerGroup().addTo(map);
    this.marks = new Map();
    this.chosen = "";
  }

  show(features) {
    const wanted = new Map(features.map((feature) => [keyOf(feature), feature]));
    for (const [key, mark] of this.marks) {
      if (wanted.has(key)) continue;
      this.layer.removeLayer(mark);
      this.marks.delete(key);
    }
    const spots = spotsOf(features, this.map);
    for (const [key, feature] of wanted) {
      const at = spots.get(feature);
      const known = this.marks.get(key);
      if (known) known.setLatLng(at);
      else this.marks.set(key, this.draw(feature, at));
    }
  }

  draw(feature, at) {
    const { properties } = feature;
    const size = sizeOf(properties);
    const mark = window.L.marker(at, {
      icon: window.L.divIcon({ html: drawing(properties), className: classOf(properties), iconSize: [size, size] }),
      keyboard: false,
      zIndexOffset: properties.worst ? 400 : 0,
      title: `${titleOf(properties)}: ${riskOf(properties)}${properties.approximate ? ` (${words.approximate})` : ""}`,
    });
    mark.feature = feature;
    mark.size = size;
    mark.on("click", () => {
      if (properties.cluster) this.zoom({ at: mark.getLatLng() });
      else this.open(properties.code);
    });
    return mark.addTo(this.layer);
  }

  choose(code) {
    this.chosen = code;
    for (const mark of this.marks.values()) {
      mark.getElement()?.classList.toggle("chosen", Boolean(code) && mark.feature.properties.code === code);
    }
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

/** Gives each feature its place; stations on one spot are set around it in a ring. */
function spotsOf(features, map) {
  const groups = new Map();
  for (const feature of features) {
    const key = feature.properties.cluster ? feature : feature.geometry.coordinates.map((n) => n.toFixed(5)).join();
    groups.set(key, [...(groups.get(key) ?? []), feature]);
  }
  const spots = new Map();
  for (const group of groups.values()) {
    const [lng, lat] = group[0].geometry.coordinates;
    if (group.length === 1) {
      spots.set(group[0], [lat, lng]);
      continue;
    }
    const middle = map.latLngToLayerPoint([lat, lng]);
    const radius = Math.max(SPREAD, (group.length * SPREAD * 1.9) / (2 * Math.PI));
    group.forEach((feature, place) => {
      const angle = (2 * Math.PI * place) / group.length;
      spots.set(feature, map.layerPointToLatLng(middle.add([radius * Math.cos(angle), radius * Math.sin(angle)])));
    });
  }
  return spots;
}
