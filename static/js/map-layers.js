/* What can be laid over the map: hazard zones, jurisdictions, agencies, reserve sites. Asked for when switched on. */
import { icon } from "./texts.js";
import { fill, number, words } from "./map-words.js";

const ICONS = { offices: "agencies", reserves: "pin" };
const ORDER = { islands: 325, jurisdictions: 330, hazards: 340, offices: 620, reserves: 630 };

export class Layers {
  constructor(map, page, form) {
    Object.assign(this, { map, page, form });
    this.shown = new Map();
    this.said = page.querySelector("[data-layer-source]");
    for (const [name, order] of Object.entries(ORDER)) {
      if (order < 600) map.createPane(name).style.zIndex = String(order);
    }
  }

  /** Brings the layers into agreement with the form. */
  async load() {
    const wanted = this.form.read(["layer"]).getAll("layer");
    const bodies = this.form.read(["body"]).getAll("body").join();
    for (const part of this.page.querySelectorAll("[data-bodies]")) part.hidden = !wanted.includes("jurisdictions");
    for (const [key, entry] of this.shown) {
      if (wanted.includes(key) && (key !== "jurisdictions" || entry.bodies === bodies)) continue;
      entry.layer?.remove();
      this.shown.delete(key);
    }
    await Promise.all(wanted.filter((key) => !this.shown.has(key)).map((key) => this.add(key, bodies)));
    this.tell();
  }

  async add(key, bodies) {
    const entry = { bodies };
    this.shown.set(key, entry);
    const query = new URLSearchParams({ zoom: String(Math.round(this.map.getZoom())) });
    if (key === "jurisdictions" && bodies) query.set("body", bodies);
    if (this.page.dataset.election) query.set("election", this.page.dataset.election);
    const answer = await fetch(`${this.page.dataset.layer.replace("layer-key", key)}?${query}`).catch(() => null);
    if (!answer?.ok) {
      this.shown.delete(key);
      return;
    }
    const found = await answer.json();
    if (this.shown.get(key) !== entry) return;
    entry.facts = found.layer;
    entry.count = found.features.length;
    const drawn = ICONS[key] ? {
      pointToLayer: (feature, at) => this.mark(key, feature, at),
    } : { pane: key, style: (feature) => ({ className: `overlay ${key} ${feature.properties.kind}`, weight: 1.5 }) };
    entry.layer = window.L.geoJSON(found, {
      ...drawn,
      onEachFeature: (feature, layer) => layer.bindPopup(() => about(feature.properties), { maxWidth: 260 }),
    }).addTo(this.map);
  }

  mark(key, { properties }, at) {
    const box = document.createElement("div");
    box.append(icon(ICONS[key]));
    const mark = window.L.divIcon({ html: box, className: `place-mark ${key}`, iconSize: [26, 26] });
    return window.L.marker(at, { icon: mark, keyboard: false, title: `${properties.name} · ${properties.said}` });
  }

  tell() {
    const parts = [...this.shown.values()].filter((entry) => entry.facts).map(({ facts, count }) => {
      const notes = [facts.note, facts.undrawn ? fill(words.undrawn, number(facts.undrawn)) : ""].filter(Boolean).join(" ");
      return `${facts.label} (${number(count)}): ${facts.source || "–"}. ${notes}`;
    });
    this.said.textContent = parts.join(" ");
  }
}

function about({ name, said, url, stations, source }) {
  const box = document.createElement("div");
  const title = document.createElement("a");
  title.href = url;
  title.textContent = name;
  const line = document.createElement("p");
  line.textContent = [said, source, stations === undefined ? "" : `${number(stations)} ${words.stations}`].filter(Boolean).join(" · ");
  box.append(title, line);
  return box;
}
