/* The map page: what the address says is what is shown; moving, filtering and choosing write the address again. */
import { Areas } from "./map-areas.js";
import { runFind } from "./map-find.js";
import { List } from "./map-list.js";
import { Marks } from "./map-marks.js";
import { readAddress, writeAddress } from "./map-address.js";
import { number, words } from "./map-words.js";

const WAIT = 120;
const STATION_ZOOM = 16;

window.addEventListener("map:init", (event) => {
  const page = document.querySelector("[data-map]");
  if (page && event.detail.id === "map") new MapPage(page, event.detail.map);
});

class MapPage {
  constructor(page, map) {
    this.page = page;
    this.map = map;
    this.form = page.querySelector("[data-map-filters]");
    this.panel = document.getElementById("panel");
    this.state = readAddress();
    this.asking = null;
    this.dress();
    this.areas = new Areas(map, page.dataset);
    this.marks = new Marks(map, { open: (code) => this.open(code), zoom: (at) => this.zoomTo(at) });
    this.list = new List(page, { open: (code) => this.open(code), zoom: (at) => this.zoomTo(at) });
    this.listen();
    this.begin();
  }

  dress() {
    const { map, page } = this;
    const box = map.getContainer();
    box.setAttribute("aria-label", words.map);
    box.setAttribute("role", "region");
    map.getPane("markerPane").setAttribute("aria-hidden", "true");
    map.zoomControl.setPosition("bottomright");
    for (const [name, label] of [["in", words.zoomIn], ["out", words.zoomOut]]) {
      const link = box.querySelector(`.leaflet-control-zoom-${name}`);
      link.title = label;
      link.setAttribute("aria-label", label);
    }
    // Without tiles any zoom is sharp, so the province may fill the room it has.
    map.options.zoomSnap = page.dataset.tiles ? 1 : 0.25;
    if (page.dataset.tiles) {
      window.L.tileLayer(page.dataset.tiles, { attribution: page.dataset.attribution }).addTo(map);
      page.classList.add("tiled");
    }
    if (matchMedia("(max-width: 900px)").matches) {
      page.querySelectorAll("[data-sheet]").forEach((sheet) => { sheet.open = false; });
    }
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(page);
  }

  listen() {
    this.map.on("moveend", () => this.later());
    this.form.addEventListener("change", (event) => this.filter(event));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(() => this.clear()));
    document.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target === this.panel) this.shown();
    });
    new MutationObserver(() => this.panel.hidden && this.closed()).observe(this.panel, { attributeFilter: ["hidden"] });
    runFind(this.page, { open: (code, at) => this.fly(code, at), region: (code, level) => this.region(code, level) });
    addEventListener("popstate", () => location.reload());
    addEventListener("beforeprint", () => this.page.querySelector(".map-left [data-sheet]").setAttribute("open", ""));
  }

  async begin() {
    const { state, map } = this;
    this.tell();
    const regions = this.areas.load(this.filters());
    if (state.view) map.setView(state.view.at, state.view.zoom, { animate: false });
    else await this.fit(regions);
    this.started = true;
    if (state.station) this.open(state.station);
    this.refresh();
  }

  /** Shows the chosen region, or all there is; without areas the province's usual view stays. */
  async fit(loading) {
    await loading;
    const bounds = this.areas.bounds();
    if (bounds?.isValid()) this.map.fitBounds(bounds, { ...this.room(), animate: false });
  }

  /** The space that open panels take from the map, in pixels. */
  room() {
    if (matchMedia("(max-width: 900px)").matches) return { paddingTopLeft: [12, 60], paddingBottomRight: [12, 60] };
    const open = (side) => this.page.querySelector(`.map-${side} [data-sheet]`).open && this.panel.hidden;
    return { paddingTopLeft: [open("left") ? 288 : 20, 16], paddingBottomRight: [open("right") ? 324 : 20, 16] };
  }

  filters() {
    const data = new FormData(this.form);
    const query = new URLSearchParams();
    for (const name of ["kind", "severity"]) for (const value of data.getAll(name)) query.append(name, value);
    if (data.get("region")) query.set("region", data.get("region"));
    if (this.page.dataset.election) query.set("election", this.page.dataset.election);
    return query;
  }

  async filter(event) {
    this.tell();
    const loading = this.areas.load(this.filters());
    if (event.target.name === "region") await this.fit(loading);
    this.later();
  }

  clear() {
    for (const box of this.form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    this.form.elements.region.value = "";
    this.fit(this.areas.load(this.filters())).then(() => this.later());
    this.tell();
  }

  tell() {
    const query = this.filters();
    query.delete("election");
    const count = [...query].length;
    const mark = this.page.querySelector("[data-filter-count]");
    mark.hidden = count === 0;
    mark.textContent = String(count);
    this.page.querySelector("[data-clear]").hidden = count === 0;
  }

  later() {
    if (!this.started) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.refresh(), WAIT);
  }

  async refresh() {
    const { map } = this;
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.write();
    this.areas.show(map.getZoom());
    const query = this.filters();
    query.set("bbox", boxOf(map.getBounds()));
    query.set("zoom", String(this.fineness()));
    try {
      const answer = await fetch(`${this.page.dataset.stations}?${query}`, { signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      this.trouble("");
      this.marks.show(found.features);
      this.marks.choose(this.state.station);
      this.areas.label(this.marks.boxes());
      this.list.show(found);
      this.counts(found.legend);
      this.page.dataset.ready = String(Number(this.page.dataset.ready ?? 0) + 1);
    } catch (error) {
      if (error.name !== "AbortError") this.trouble(words.trouble);
    }
  }

  /** The zoom whose squares leave room between marks: a little coarser than the view, and more so on a phone. */
  fineness() {
    const coarser = matchMedia("(max-width: 900px)").matches ? 0.75 : 0.5;
    return Math.min(22, Math.max(0, Math.floor(this.map.getZoom() - coarser)));
  }

  counts(legend) {
    if (!legend) return;
    const all = { ...legend.kinds, ...legend.severities };
    for (const place of this.form.querySelectorAll("[data-count]")) {
      place.textContent = number(all[place.dataset.count] ?? 0);
    }
  }

  trouble(sentence) {
    const place = this.page.querySelector("[data-trouble]");
    place.hidden = !sentence;
    place.textContent = sentence;
  }

  write() {
    writeAddress(this.map, this.filters(), this.state.station);
  }

  zoomTo({ at, bounds }) {
    if (bounds) this.map.fitBounds(bounds, this.room());
    else this.map.setView(at, Math.min(this.map.getZoom() + 2, 18));
  }

  fly(code, at) {
    if (at) this.map.setView(at, STATION_ZOOM);
    this.open(code);
  }

  async region(code, level) {
    const area = await this.areas.boundsOf(code, level, this.page.dataset.election);
    if (area?.isValid()) this.map.fitBounds(area, this.room());
  }

  open(code) {
    const address = this.page.dataset.panel.replace("0000000000000", code);
    const query = this.page.dataset.election ? `?election=${encodeURIComponent(this.page.dataset.election)}` : "";
    this.wanted = code;
    window.htmx.ajax("GET", address + query, { target: this.panel, source: this.page, swap: "innerHTML" });
  }

  /** The panel has come: mark its station, and go there when it is not in sight. */
  shown() {
    const place = this.panel.querySelector("[data-station-place]");
    if (!place) return;
    this.state.station = place.dataset.stationPlace;
    this.marks.choose(this.state.station);
    const at = [Number(place.dataset.latitude), Number(place.dataset.longitude)];
    const placed = place.dataset.latitude !== "None" && at.every(Number.isFinite);
    setTimeout(() => {
      this.map.invalidateSize({ pan: false });
      if (placed && (!this.map.getBounds().contains(at) || this.map.getZoom() < 14)) this.map.setView(at, STATION_ZOOM);
      else this.write();
    });
  }

  closed() {
    if (!this.state.station) return;
    this.state.station = "";
    this.marks.choose("");
    setTimeout(() => this.write());
  }
}

function boxOf(bounds) {
  const clamp = (value, edge) => Math.min(edge, Math.max(-edge, value));
  return [
    clamp(bounds.getWest(), 180), clamp(bounds.getSouth(), 90), clamp(bounds.getEast(), 180), clamp(bounds.getNorth(), 90),
  ].map((edge) => edge.toFixed(6)).join(",");
}
