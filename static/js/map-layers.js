/* What can be laid over the map: hazard zones, jurisdictions, agencies, reserve sites. Asked for when switched on. */
import { icon } from "./texts.js";
import { fill, moment, number, words } from "./map-words.js";

const ICONS = { offices: "agencies", reserves: "pin" };
const ORDER = { islands: 325, jurisdictions: 330, hazards: 340, offices: 620, reserves: 630 };
const HALF = 13; // pixels from the middle of a place's mark to its edge
const NARROW = matchMedia("(max-width: 900px)");

export class Layers {
  constructor(map, page, form, failed) {
    Object.assign(this, { map, page, form, failed });
    this.shown = new Map();
    this.facts = new WeakMap();
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
      this.failed();
      return;
    }
    const found = await answer.json();
    if (this.shown.get(key) !== entry) return;
    entry.facts = found.layer;
    entry.at = answer.headers.get("Date");
    entry.count = found.features.length;
    entry.layer = (ICONS[key] ? this.places(key, found.features) : this.shapes(key, found)).addTo(this.map);
    if (!ICONS[key]) entry.layer.eachLayer((layer) => this.facts.set(layer.getElement(), layer.feature.properties));
  }

  /** Shapes lie over each other: a click tells of all that lie there, not of the uppermost alone. */
  shapes(key, found) {
    const layer = window.L.geoJSON(found, { pane: key, style: ({ properties: { kind } }) => ({ className: `overlay ${key} ${kind}`, weight: 1.5 }) });
    return layer.on("click", ({ latlng, originalEvent: { clientX, clientY } }) => {
      const here = document.elementsFromPoint(clientX, clientY).map((each) => this.facts.get(each)).filter(Boolean);
      if (here.length) window.L.popup(this.room()).setLatLng(latlng).setContent(about(here)).openOn(this.map);
    });
  }

  /** How large a popup may be, and what lies over the map that it must keep clear of, in pixels. */
  room() {
    const clear = NARROW.matches ? [8, 64] : [312, 16];
    return { maxWidth: 260, maxHeight: 250, autoPanPaddingTopLeft: clear, autoPanPaddingBottomRight: [60, 16] };
  }

  /** What stands in one place has one mark, which tells of all. */
  places(key, features) {
    const spots = new Map();
    for (const { geometry, properties } of features) {
      const spot = geometry.coordinates.join();
      spots.set(spot, [...(spots.get(spot) ?? []), properties]);
    }
    return window.L.layerGroup([...spots].map(([spot, here]) => this.mark(key, here, spot.split(",").reverse())));
  }

  mark(key, here, at) {
    const box = document.createElement("div");
    box.append(icon(ICONS[key]));
    if (here.length > 1) {
      const count = document.createElement("span");
      count.textContent = number(here.length);
      box.append(count);
    }
    const mark = window.L.divIcon({ html: box, className: `place-mark ${key}`, iconSize: [2 * HALF, 2 * HALF] });
    const title = here.map(({ name, said }) => `${name} · ${said}`).join("\n");
    return window.L.marker(at, { icon: mark, keyboard: false, title }).bindPopup(() => about(here), this.room());
  }

  /** The squares that places cover on the screen, in pixels, so that names keep out of them. */
  boxes() {
    const places = [...this.shown].filter(([key]) => ICONS[key]).flatMap(([, { layer }]) => layer?.getLayers() ?? []);
    return places.map((mark) => {
      const { x, y } = this.map.latLngToContainerPoint(mark.getLatLng());
      return { left: x - HALF, right: x + HALF, top: y - HALF, bottom: y + HALF };
    });
  }

  tell() {
    const rows = [...this.shown.values()].filter((entry) => entry.facts).map(({ facts, count, at }) => {
      const undrawn = facts.undrawn ? fill(words.undrawn, number(facts.undrawn)) : "";
      const when = at ? `${words.asOf} ${moment(at)}` : "";
      const row = document.createElement("li");
      const name = document.createElement("b");
      name.textContent = `${facts.label} (${number(count)}). `;
      const said = [facts.source, facts.note, undrawn].filter(Boolean).map((part) => part.replace(/\.$/, "")).join(". ");
      row.append(name, [said, when].filter(Boolean).join(" · "));
      return row;
    });
    this.said.replaceChildren(...rows);
    this.said.hidden = !rows.length;
  }
}

function about(here) {
  const box = document.createElement("div");
  for (const { name, said, url, stations, source } of here) {
    const title = document.createElement("a");
    title.href = url;
    title.textContent = name;
    const line = document.createElement("p");
    line.textContent = [said, source, stations === undefined ? "" : `${number(stations)} ${words.stations}`].filter(Boolean).join(" · ");
    box.append(title, line);
  }
  return box;
}
