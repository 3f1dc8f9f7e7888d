/* What the map shows, as a list: the same things for those who read or use a keyboard. */
import { icon } from "./texts.js";
import { fill, number, riskOf, titleOf, words } from "./map-words.js";

const MOST = 80;
const ORDER = { critical: 4, high: 3, medium: 2, low: 1 };

export class List {
  constructor(page, { open, zoom }) {
    this.page = page;
    this.open = open;
    this.zoom = zoom;
    this.list = page.querySelector("[data-map-list]");
    this.note = page.querySelector("[data-list-note]");
  }

  show({ features, unplaced }) {
    const all = features.reduce((sum, feature) => sum + feature.properties.count, 0);
    this.page.querySelector("[data-in-view]").textContent = `${number(all)} ${words.stations}`;
    const sorted = [...features].sort((a, b) => rank(b) - rank(a));
    this.list.replaceChildren(...sorted.slice(0, MOST).map((feature) => this.row(feature)));
    this.note.textContent = !features.length ? words.none
      : features.length > MOST ? fill(words.more, number(MOST), number(features.length)) : "";
    const missing = this.page.querySelector("[data-unplaced]");
    missing.hidden = !unplaced;
    missing.querySelector("span").textContent = fill(words.unplaced, number(unplaced));
  }

  row(feature) {
    const { properties } = feature;
    const [lng, lat] = feature.geometry.coordinates;
    const link = document.createElement(properties.cluster ? "button" : "a");
    if (properties.cluster) link.type = "button";
    else link.href = `/tps/${properties.code}/`;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (properties.cluster) this.zoom({ at: [lat, lng] });
      else this.open(properties.code);
    });
    const shape = document.createElement("span");
    shape.className = properties.worst ? `ink-${properties.worst}` : "muted";
    shape.append(icon(properties.worst ?? "tps"));
    const name = document.createElement("b");
    name.textContent = titleOf(properties);
    const risk = document.createElement("small");
    risk.textContent = riskOf(properties) + (properties.approximate ? ` · ${words.approximate}` : "");
    link.append(shape, name, risk);
    const item = document.createElement("li");
    item.append(link);
    return item;
  }
}

function rank({ properties: { worst, flagged, count, cluster } }) {
  return (ORDER[worst] ?? 0) * 1e9 + (cluster ? 0 : 1e8) + (flagged ?? 0) * 1e4 + count;
}
