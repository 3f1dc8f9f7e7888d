/* Choosing stations by a box or a shape drawn on the map; the shape stands in the address. */
import { shapeOf } from "./map-address.js";
import { fill, number, words } from "./map-words.js";

const MOST = 1000; // corners that may be drawn, as the server takes them (desk/map/polygon.py)
const KEPT = 200; // corners that fit into an address

export class Select {
  constructor(map, page, { chosen, changed, told }) {
    Object.assign(this, { map, page, chosen, changed, told });
    this.bar = page.querySelector("[data-drawing]");
    this.say = page.querySelector("[data-drawing-say]");
    this.done = page.querySelector("[data-drawing-done]");
    this.mode = "";
    this.done.addEventListener("click", () => (this.mode === "shape" && this.corners.length ? this.finish() : this.view()));
    page.querySelector("[data-drawing-stop]").addEventListener("click", () => this.stop());
    document.addEventListener("keydown", (event) => {
      if (this.mode && event.key === "Escape") {
        event.stopImmediatePropagation();
        this.stop();
      }
    }, true);
    const box = map.getContainer();
    box.addEventListener("pointerdown", (event) => this.press(event));
    box.addEventListener("pointermove", (event) => this.pull(event));
    box.addEventListener("pointerup", (event) => this.release(event));
    map.on("click", (event) => this.corner(event.latlng));
    map.on("dblclick", () => this.mode === "shape" && this.finish());
  }

  start(mode) {
    if (this.mode === mode) return this.stop();
    this.stop();
    this.mode = mode;
    this.corners = [];
    this.bar.hidden = false;
    this.say.textContent = mode === "box" ? words.dragBox : words.drawShape;
    this.button();
    this.map.doubleClickZoom.disable();
    if (mode === "box") this.map.dragging.disable();
    this.page.classList.add("drawing");
    this.changed();
  }

  /** One button ends the drawing; before it began it takes the whole view, which needs no pointer. */
  button() {
    this.done.hidden = false;
    this.done.textContent = this.corners.length ? words.finish : words.wholeView;
  }

  stop() {
    if (!this.mode) return;
    this.mode = "";
    this.from = null;
    this.sketch?.remove();
    this.bar.hidden = true;
    this.map.doubleClickZoom.enable();
    this.map.dragging.enable();
    this.page.classList.remove("drawing");
    this.changed();
  }

  press(event) {
    if (this.mode !== "box" || event.target.closest(".leaflet-control")) return;
    this.from = this.map.mouseEventToLatLng(event);
    this.map.getContainer().setPointerCapture(event.pointerId);
  }

  pull(event) {
    if (!this.from) return;
    this.sketch?.remove();
    this.sketch = window.L.rectangle([this.from, this.map.mouseEventToLatLng(event)], { className: "selection", interactive: false }).addTo(this.map);
  }

  release(event) {
    if (!this.from) return;
    const bounds = window.L.latLngBounds(this.from, this.map.mouseEventToLatLng(event));
    const [one, two] = [bounds.getSouthWest(), bounds.getNorthEast()].map((at) => this.map.latLngToContainerPoint(at));
    this.from = null;
    if (Math.abs(one.x - two.x) < 6 || Math.abs(one.y - two.y) < 6) return;
    this.stop();
    this.chosen(shapeOf(bounds));
  }

  corner(at) {
    if (this.mode !== "shape") return;
    if (this.corners.length >= MOST) {
      this.say.textContent = fill(words.tooMany, number(MOST));
      return;
    }
    const last = this.corners.at(-1);
    if (last && this.map.latLngToContainerPoint(last).distanceTo(this.map.latLngToContainerPoint(at)) < 4) return;
    this.corners.push(at);
    this.sketch?.remove();
    this.sketch = window.L.polygon(this.corners, { className: "selection", interactive: false }).addTo(this.map);
    this.button();
  }

  finish() {
    if (this.corners.length < 3) return;
    const drawn = this.corners.length;
    const corners = this.simpler();
    if (corners.length < drawn) this.told(fill(words.simplified, number(drawn), number(corners.length)));
    const text = corners.map(({ lat, lng }) => `${lng.toFixed(5)},${lat.toFixed(5)}`).join(";");
    this.stop();
    this.chosen(text);
  }

  /** Leaves out the corners that matter least, a little more with each try. */
  simpler() {
    const zoom = this.map.getZoom();
    const places = this.corners.map((at) => this.map.project(at, zoom));
    let kept = places;
    for (let pixels = 0.5; kept.length > KEPT; pixels *= 1.5) kept = window.L.LineUtil.simplify(places, pixels);
    return kept === places ? this.corners : kept.map((place) => this.map.unproject(place, zoom));
  }

  view() {
    const bounds = this.map.getBounds();
    this.stop();
    this.chosen(shapeOf(bounds));
  }

  /** Draws the chosen shape; an empty text takes it off. */
  show(text) {
    this.shape?.remove();
    this.shape = null;
    if (!text) return;
    const corners = text.split(";").map((part) => part.split(",").map(Number).reverse());
    this.shape = window.L.polygon(corners, { className: "selection", interactive: false }).addTo(this.map);
  }
}
