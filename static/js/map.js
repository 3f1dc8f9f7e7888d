/* The map page: what the address says is what is shown; moving, filtering and choosing write the address again. */
import { Areas } from "./map-areas.js";
import { basemap } from "./map-base.js";
import { boxOf, readAddress, shapeOf, writeAddress } from "./map-address.js";
import { runFind } from "./map-find.js";
import { Form } from "./map-form.js";
import { Layers } from "./map-layers.js";
import { Legend } from "./map-legend.js";
import { List } from "./map-list.js";
import { Marks } from "./map-marks.js";
import { Move } from "./map-move.js";
import { Select } from "./map-select.js";
import { Time } from "./map-time.js";
import { Tools } from "./map-tools.js";
import { fill, number, words } from "./map-words.js";

const WAIT = 120;
const TYPING = 350;
const STATION_ZOOM = 16;
const UNDER_SHEET = 60; // pixels: the folded sheet over a phone's map
const BESIDE = 480; // pixels: the panel that will open beside the map, and the tools
const HIGH_ENOUGH = 220; // pixels: a view less high would be drawn too small
const ABOVE = { village: "district", district: "regency", regency: "province" };
const SHOWN = new Set(["measure", "level", "layer", "body"]);

window.addEventListener("map:init", (event) => {
  const page = document.querySelector("[data-map]");
  if (page && event.detail.id === "map") new MapPage(page, event.detail.map);
});

class MapPage {
  constructor(page, map) {
    this.page = page;
    this.map = map;
    this.form = new Form(page);
    this.panel = document.getElementById("panel");
    this.state = readAddress();
    this.dress();
    const acts = { open: (code) => this.open(code), zoom: (at) => this.zoomTo(at) };
    const legend = new Legend(page);
    this.areas = new Areas(map, page.dataset, (entry) => legend.show(entry, { day: this.form.value("day"), wanted: this.form.value("level") }), () => this.tellOnce(words.trouble));
    this.marks = new Marks(map, acts);
    this.list = new List(page, acts);
    this.layers = new Layers(map, page, this.form, () => this.tellOnce(words.trouble));
    this.select = new Select(map, page, { chosen: (text) => this.choose(text), changed: () => this.toolbar(), told: (text) => this.tellOnce(text) });
    this.time = new Time(page, { chosen: (day) => this.past(day) });
    this.move = new Move(map, page, this.panel, { back: () => location.pathname + location.search, near: (region) => this.areas.boundsOf(region, "village", page.dataset.election) });
    this.tools = new Tools(map, page, {
      box: () => this.select.start("box"),
      shape: () => this.select.start("shape"),
      clear: () => this.choose(""),
      time: () => this.time.toggle(),
      say: (text) => this.trouble(text),
    });
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
      basemap(page.dataset).addTo(map);
      page.classList.add("tiled");
    }
    if (matchMedia("(max-width: 900px)").matches) {
      page.querySelectorAll("[data-sheet]").forEach((sheet) => { sheet.open = false; });
    }
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(page);
  }

  listen() {
    const { form } = this.form;
    this.map.on("moveend", () => this.later());
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.elements.q.addEventListener("input", (event) => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.changed(event), TYPING);
    });
    this.page.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.page.querySelector("[data-sort]").addEventListener("change", () => this.later());
    this.page.querySelector("[data-problem-close]")?.addEventListener("click", (event) => event.target.closest("[data-problem]").remove());
    document.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target === this.panel) this.shown();
    });
    this.panel.addEventListener("click", (event) => {
      const link = event.target.closest("[data-open-station]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(link.dataset.openStation);
    });
    new MutationObserver(() => this.panel.hidden && this.closed()).observe(this.panel, { attributeFilter: ["hidden"] });
    runFind(this.page, {
      open: (code, at) => this.fly(code, at),
      region: (hit) => this.region(hit),
      point: (at) => this.go(at),
    });
    addEventListener("popstate", () => location.reload());
  }

  async begin() {
    const { state, map } = this;
    this.tell();
    const area = this.form.value("area");
    this.select.show(area);
    this.time.show(this.form.value("day"));
    const regions = this.colour();
    if (state.view) map.setView(state.view.at, state.view.zoom, { animate: false });
    else if (state.box) map.fitBounds(state.box, { animate: false });
    else if (area) map.fitBounds(this.select.shape.getBounds(), { ...this.room(BESIDE), animate: false });
    else await this.fit(regions);
    this.started = true;
    if (state.station) this.open(state.station);
    else if (area) this.openSelection();
    this.refresh();
    this.layers.load().then(() => this.label());
  }

  colour() {
    return this.areas.load(this.form.filters(), { measure: this.form.value("measure"), level: this.form.value("level") });
  }

  /** Shows the chosen region, or all there is; without areas the province's usual view stays. */
  async fit(loading) {
    await loading;
    const bounds = this.areas.bounds();
    if (bounds?.isValid()) this.map.fitBounds(bounds, { ...this.room(), animate: false });
  }

  /** The space that open panels take from the map, in pixels; `beside` what will take it at the right. */
  room(beside = 20) {
    if (matchMedia("(max-width: 900px)").matches) return { paddingTopLeft: [12, UNDER_SHEET], paddingBottomRight: [12, this.foot()] };
    const open = (side) => this.page.querySelector(`.map-${side} [data-sheet]`).open && this.panel.hidden;
    return { paddingTopLeft: [open("left") ? 308 : 20, 16], paddingBottomRight: [Math.max(open("right") ? 324 : 20, beside), 16] };
  }

  /** What to leave free at the foot of a phone's map, in pixels: above the tools, where what is left is high enough. */
  foot() {
    const whole = this.map.getContainer().getBoundingClientRect();
    const bars = this.page.querySelectorAll(".leaflet-bottom.leaflet-right, [data-time], [data-drawing]");
    const tools = [...bars].map((each) => each.getBoundingClientRect()).find(({ height }) => height);
    const free = tools ? tools.top - whole.top - UNDER_SHEET : 0;
    return free >= HIGH_ENOUGH ? whole.bottom - tools.top + 8 : UNDER_SHEET;
  }

  async changed({ target: { name } }) {
    if (!name) return;
    this.form.touched(name);
    this.tell();
    if (name === "layer" || name === "body") {
      this.layers.load().then(() => this.label());
      this.write();
      return;
    }
    const loading = this.colour();
    if (name === "region") await this.fit(loading);
    if (SHOWN.has(name)) this.write();
    else this.again();
  }

  clear() {
    const region = this.form.value("region");
    this.form.clear();
    this.tell();
    const loading = this.colour();
    if (region) this.fit(loading).then(() => this.again());
    else this.again();
  }

  /** The filters are others: ask again, also for what the panel says of a chosen area. */
  again() {
    this.later();
    if (this.form.value("area") && this.panel.querySelector("[data-selection]")) this.openSelection();
  }

  choose(text) {
    this.form.set("area", text);
    this.select.show(text);
    this.toolbar();
    this.later();
    if (text) this.openSelection();
    else if (this.panel.querySelector("[data-selection]")) this.panel.querySelector("[data-close-panel]")?.click();
  }

  past(day) {
    this.form.set("day", day);
    this.toolbar();
    this.colour();
    this.later();
  }

  toolbar() {
    this.tools?.show({ area: this.form.value("area"), day: this.form.value("day"), drawing: this.select.mode });
  }

  tell() {
    const count = this.form.count();
    const mark = this.page.querySelector("[data-filter-count]");
    mark.hidden = count === 0;
    mark.textContent = String(count);
    this.page.querySelector("[data-clear]").hidden = count === 0;
    this.toolbar();
  }

  later() {
    if (!this.started) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.refresh(), WAIT);
  }

  async refresh() {
    const { map, page } = this;
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.write();
    this.areas.show(map.getZoom());
    const query = this.form.filters();
    query.set("bbox", boxOf(map.getBounds()));
    query.set("zoom", String(this.fineness()));
    const ordered = new URLSearchParams(query);
    ordered.set("sort", this.list.sort.value);
    try {
      const [found, inView] = await Promise.all([
        this.ask(`${page.dataset.stations}?${query}`, asking),
        this.ask(`${page.dataset.ordered}?${ordered}`, asking),
      ]);
      if (!this.fresh) this.trouble("");
      this.fresh = false;
      this.list.show(found, inView, this.inRegister());
      this.counts(found.legend);
      if (!(await this.marks.show(found.features))) return;
      this.marks.choose(this.state.station);
      this.label();
      page.dataset.ready = String(Number(page.dataset.ready ?? 0) + 1);
    } catch (error) {
      if (error.name !== "AbortError") this.trouble(words.trouble);
    }
  }

  async ask(address, { signal }) {
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /** The address by which the register lists what is in view. */
  inRegister() {
    const query = this.form.filters();
    query.delete("day");
    if (!query.has("area")) query.set("area", shapeOf(this.map.getBounds()));
    return query;
  }

  /** The zoom whose squares leave room between marks: a little coarser than the view, and more so on a phone. */
  fineness() {
    const coarser = matchMedia("(max-width: 900px)").matches ? 0.75 : 0.5;
    return Math.min(22, Math.max(0, Math.floor(this.map.getZoom() - coarser)));
  }

  counts(legend) {
    if (!legend) return;
    const all = { ...legend.kinds, ...legend.severities };
    for (const place of this.form.form.querySelectorAll("[data-count]")) {
      place.textContent = number(all[place.dataset.count] ?? 0);
    }
  }

  /** Says something that outlives the answer which is on its way. */
  tellOnce(sentence) {
    this.fresh = true;
    this.trouble(sentence);
  }

  trouble(sentence) {
    const place = this.page.querySelector("[data-trouble]");
    place.hidden = !sentence;
    place.textContent = sentence;
  }

  write() {
    const picture = this.form.picture();
    writeAddress(this.map, picture, this.state.station);
    const drawn = new URLSearchParams(picture);
    drawn.set("bbox", boxOf(this.map.getBounds()));
    drawn.set("zoom", String(this.fineness()));
    drawn.set("shown", this.areas.wanted(this.map.getZoom()).level);
    this.tools.picture.href = `${this.page.dataset.picture}?${drawn}`;
  }

  zoomTo({ at, bounds }) {
    if (bounds) this.map.fitBounds(bounds, this.room());
    else this.map.setView(at, Math.min(this.map.getZoom() + 2, 18));
  }

  fly(code, at) {
    if (at) this.go(at);
    this.open(code);
  }

  go(at) {
    this.uncover();
    this.map.setView(at, STATION_ZOOM);
  }

  /** Goes to a region; to the one that holds it, with a word, where nothing is drawn of it. */
  async region({ region, level, label }) {
    this.uncover();
    let area = await this.areas.boundsOf(region, level, this.page.dataset.election);
    const above = ABOVE[level];
    if (!area?.isValid() && above) {
      area = await this.areas.boundsOf(region.split(".").slice(0, -1).join("."), above, this.page.dataset.election);
      this.tellOnce(fill(words.undrawnPlace, label));
    }
    if (area?.isValid()) this.map.fitBounds(area, this.room());
  }

  /** A phone's sheet would hide what was searched for. */
  uncover() {
    if (matchMedia("(max-width: 900px)").matches) this.page.querySelector(".map-left [data-sheet]").open = false;
  }

  /** Writes names beside all that is drawn. */
  label() {
    this.areas.label([...this.marks.boxes(), ...this.layers.boxes()]);
  }

  open(code) {
    if (this.select.mode || this.move.mark) return;
    const address = this.page.dataset.panel.replace("0000000000000", code);
    this.show(address + (this.page.dataset.election ? `?election=${encodeURIComponent(this.page.dataset.election)}` : ""));
  }

  openSelection() {
    this.show(`${this.page.dataset.selection}?${this.form.filters()}`);
  }

  show(address) {
    if (this.panel.hidden) this.from = document.activeElement;
    window.htmx.ajax("GET", address, { target: this.panel, source: this.page, swap: "innerHTML" });
  }

  /** The panel has come: mark its station, and go there when it is not in sight. */
  shown() {
    const place = this.panel.querySelector("[data-station-place]");
    if (!place) return;
    this.move.stop();
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

  /** Gives the focus back to what opened the panel: its row may be another element by now. */
  back() {
    if (document.activeElement !== document.body) return;
    const row = this.state.station && this.page.querySelector(`[data-map-list] a[href="/tps/${CSS.escape(this.state.station)}/"]`);
    const from = this.from !== document.body && this.from?.isConnected ? this.from : null;
    (from ?? (row || this.map.getContainer())).focus();
  }

  closed() {
    this.move.stop();
    this.back();
    if (!this.state.station) return;
    this.state.station = "";
    this.marks.choose("");
    setTimeout(() => this.write());
  }
}
