/* Moving a station: drag its mark, then say why in the panel. Writing the position does the same without a pointer. */
import { icon } from "./texts.js";

export class Move {
  constructor(map, page, panel, { back, near }) {
    Object.assign(this, { map, panel, back, near });
    this.bar = page.querySelector("[data-placing]");
    page.querySelector("[data-placing-stop]").addEventListener("click", () => this.stop());
    panel.addEventListener("click", (event) => {
      const button = event.target.closest("[data-drag-position]");
      if (button) this.start(button.dataset.dragPosition);
    });
    document.addEventListener("keydown", (event) => {
      if (!this.mark || event.key !== "Escape") return;
      event.stopImmediatePropagation();
      this.stop();
    }, true);
  }

  async start(address) {
    this.stop();
    const place = this.panel.querySelector("[data-station-place]");
    const own = [Number(place.dataset.latitude), Number(place.dataset.longitude)];
    const placed = place.dataset.latitude !== "None" && own.every(Number.isFinite);
    if (!placed) await this.goNear(place.dataset.region);
    const at = placed ? own : this.map.getCenter();
    this.address = address;
    const box = document.createElement("div");
    box.append(icon("target"));
    this.mark = window.L.marker(at, {
      draggable: true,
      keyboard: false,
      autoPan: true,
      zIndexOffset: 2000,
      icon: window.L.divIcon({ html: box, className: "drag-mark", iconSize: [40, 40] }),
    }).addTo(this.map);
    this.mark.on("dragend", () => this.moved());
    this.ask(true);
  }

  /** A station without a position begins in the middle of its village, or of the district where the village is not drawn. */
  async goNear(village) {
    for (const region of [village, village.split(".").slice(0, 3).join(".")]) {
      const area = await this.near(region);
      if (!area?.isValid()) continue;
      this.map.fitBounds(area, { animate: false });
      return;
    }
  }

  /** Says what to do; a phone's panel makes room for the map meanwhile. */
  ask(placing) {
    this.bar.hidden = !placing;
    document.body.classList.toggle("placing", placing);
    if (placing) this.map.invalidateSize({ pan: false });
  }

  stop() {
    this.mark?.remove();
    this.mark = null;
    this.ask(false);
  }

  async moved() {
    const { lat, lng } = this.mark.getLatLng();
    const query = new URLSearchParams({ latitude: lat.toFixed(6), longitude: lng.toFixed(6), next: this.back() });
    const election = new URLSearchParams(location.search).get("election");
    if (election) query.set("election", election);
    this.ask(false);
    await window.htmx.ajax("GET", `${this.address}?${query}`, { target: this.panel, source: this.panel, swap: "innerHTML" });
  }
}
