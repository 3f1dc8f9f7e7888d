/* The days behind us: a slider over the past weeks. */
import { dayOf, fill, words } from "./map-words.js";

const DAY = 86400000;
const WAIT = 250;

export class Time {
  constructor(page, { chosen }) {
    this.bar = page.querySelector("[data-time]");
    this.range = this.bar.querySelector("input");
    this.said = this.bar.querySelector("[data-day-said]");
    this.early = this.bar.querySelector("[data-day-early]");
    this.first = Date.parse(this.range.dataset.first);
    this.range.max = String(Math.round((Date.parse(this.range.dataset.last) - this.first) / DAY));
    this.chosen = chosen;
    this.range.addEventListener("input", () => this.move());
    for (const button of this.bar.querySelectorAll("[data-day-step]")) {
      button.addEventListener("click", () => {
        this.range.value = String(Number(this.range.value) + Number(button.dataset.dayStep));
        this.move();
      });
    }
    this.bar.querySelector("[data-day-now]").addEventListener("click", () => {
      this.range.value = this.range.max;
      this.move();
    });
    this.bar.querySelector("[data-time-close]").addEventListener("click", () => { this.bar.hidden = true; });
  }

  /** The day as the address has it; nothing for today. */
  get day() {
    if (this.range.value === this.range.max) return "";
    return new Date(this.first + Number(this.range.value) * DAY).toISOString().slice(0, 10);
  }

  show(day) {
    this.range.value = day ? String(Math.round((Date.parse(day) - this.first) / DAY)) : this.range.max;
    if (day) this.bar.hidden = false;
    this.tell();
  }

  toggle() {
    this.bar.hidden = !this.bar.hidden;
    if (!this.bar.hidden) this.range.focus();
  }

  tell() {
    const { day } = this;
    const said = day ? fill(words.atEndOf, dayOf(day)) : words.now;
    this.said.textContent = said;
    this.range.setAttribute("aria-valuetext", said);
    const { recorded } = this.range.dataset;
    this.early.hidden = !day || Boolean(recorded && recorded <= day);
  }

  move() {
    this.tell();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.chosen(this.day), WAIT);
  }
}
