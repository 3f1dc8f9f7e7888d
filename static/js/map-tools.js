/* The buttons over the map: choosing stations, one's own position, time, paper. */
import { icon } from "./texts.js";
import { words } from "./map-words.js";

const NEAR_ZOOM = 15;
const DENIED = 1; // GeolocationPositionError.PERMISSION_DENIED

export class Tools {
  constructor(map, page, acts) {
    Object.assign(this, { map, page, acts });
    this.box = document.createElement("div");
    this.box.className = "map-tools leaflet-bar leaflet-control";
    this.box.setAttribute("role", "toolbar");
    this.box.setAttribute("aria-label", words.tools);
    this.buttons = {};
    this.add("box", "select-box", words.box, acts.box);
    this.add("shape", "select-shape", words.shape, acts.shape);
    this.add("clear", "close", words.clearShape, acts.clear).hidden = true;
    this.add("here", "target", words.here, () => this.locate());
    this.add("time", "clock", words.time, acts.time);
    this.picture = document.createElement("a");
    this.dress(this.picture, "print", words.print);
    this.box.append(this.picture);
    window.L.DomEvent.disableClickPropagation(this.box);
    const control = new window.L.Control({ position: "bottomright" });
    control.onAdd = () => this.box;
    map.addControl(control);
    map.on("locationfound", (event) => this.here(event));
    map.on("locationerror", ({ code }) => acts.say(code === DENIED ? words.locationDenied : words.noLocation));
  }

  add(name, sign, label, act) {
    const button = document.createElement("button");
    button.type = "button";
    this.dress(button, sign, label);
    button.addEventListener("click", act);
    this.box.append(button);
    this.buttons[name] = button;
    return button;
  }

  dress(element, sign, label) {
    element.title = label;
    element.setAttribute("aria-label", label);
    element.append(icon(sign));
  }

  /** Shows which tools are in use. */
  show({ area, day, drawing }) {
    this.buttons.clear.hidden = !area;
    this.buttons.time.setAttribute("aria-pressed", String(Boolean(day)));
    for (const name of ["box", "shape"]) this.buttons[name].setAttribute("aria-pressed", String(drawing === name));
  }

  locate() {
    if (!window.isSecureContext) {
      this.acts.say(words.insecure);
      return;
    }
    this.acts.say(words.locating);
    this.map.locate({ setView: false, enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 });
  }

  here({ latlng, accuracy }) {
    this.acts.say("");
    this.spot?.remove();
    this.spot = window.L.layerGroup([
      window.L.circle(latlng, { radius: accuracy, className: "here-around", interactive: false }),
      window.L.circleMarker(latlng, { radius: 7, weight: 3, className: "here" }).bindTooltip(words.you),
    ]).addTo(this.map);
    this.map.setView(latlng, Math.max(this.map.getZoom(), NEAR_ZOOM));
  }
}
