/* What the map shows, as a list: the same things for those who read or use a keyboard, in the register's order. */
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
    this.sort = page.querySelector("[data-sort]");
    this.link = page.querySelector("[data-register-link]");
  }

  /** `inView` are the stations in order, without rows where there are too many; then the clusters are listed. */
  show({ features, unplaced }, inView, address) {
    const all = features.reduce((sum, feature) => sum + feature.properties.count, 0);
    this.page.querySelector("[data-in-view]").textContent = `${number(all)} ${words.stations}`;
    const rows = inView?.rows ?? this.clusters(features);
    // Rows are new elements each time; who stands on one stays on it.
    const held = this.list.contains(document.activeElement) && document.activeElement.getAttribute("href");
    this.list.replaceChildren(...rows.slice(0, MOST).map((each) => this.row(each)));
    if (held) this.list.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    this.note.textContent = !features.length ? words.none
      : !inView?.rows ? words.clusters
        : inView.more ? fill(words.more, number(rows.length), number(inView.count)) : "";
    const missing = this.page.querySelector("[data-unplaced]");
    missing.hidden = !unplaced;
    missing.querySelector("span").textContent = fill(words.unplaced, number(unplaced));
    this.link.href = `${this.page.dataset.register}?${address}`;
    const apart = new URLSearchParams(address);
    apart.delete("area");
    apart.set("position", "none");
    missing.querySelector("a").href = `${this.page.dataset.register}?${apart}`;
  }

  clusters(features) {
    const byRisk = this.sort.value === "risk";
    const sorted = features.map((feature) => ({ ...feature.properties, at: [...feature.geometry.coordinates].reverse() }));
    return sorted.sort((a, b) => (byRisk ? rank(b) - rank(a) : 0) || (a.region < b.region ? -1 : 1));
  }

  row(properties) {
    const link = document.createElement(properties.cluster ? "button" : "a");
    if (properties.cluster) link.type = "button";
    else link.href = `/tps/${properties.code}/`;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (properties.cluster) this.zoom({ at: properties.at });
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

function rank({ worst, flagged, count, cluster }) {
  return (ORDER[worst] ?? 0) * 1e9 + (cluster ? 0 : 1e8) + (flagged ?? 0) * 1e4 + count;
}
