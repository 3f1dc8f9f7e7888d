/* What the colours of the areas mean: steps with how many regions have them, from whom, and as of when. */
import { classOf } from "./map-areas.js";
import { fill, number, words } from "./map-words.js";

const SVG = "http://www.w3.org/2000/svg";

export class Legend {
  constructor(page) {
    this.list = page.querySelector("[data-ramp]");
    this.source = page.querySelector("[data-ramp-source]");
  }

  show({ measure, at }) {
    const steps = measure.steps.map((each) => row(each.label, each.regions, classOf(each, measure)));
    this.list.replaceChildren(...steps, row(measure.none.label, measure.none.regions, "area-none"));
    const when = at ? `${words.asOf} ${moment(at)}` : "";
    this.source.textContent = [`${measure.source}${measure.note ? `. ${measure.note.replace(/\.$/, "")}` : ""}`, when].filter(Boolean).join(" · ");
  }
}

function row(label, regions, css) {
  const item = document.createElement("li");
  const box = document.createElementNS(SVG, "svg");
  box.setAttribute("viewBox", "0 0 40 12");
  box.setAttribute("aria-hidden", "true");
  const patch = document.createElementNS(SVG, "rect");
  for (const [name, value] of [["class", css], ["width", "40"], ["height", "12"]]) patch.setAttribute(name, value);
  box.append(patch);
  const text = document.createElement("span");
  text.textContent = label;
  const count = document.createElement("span");
  count.className = "count";
  count.textContent = fill(words.regions, number(regions));
  item.append(box, text, count);
  return item;
}

/** A moment of the server as people here read it. */
function moment(text) {
  const language = document.documentElement.lang || "id";
  const options = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta" };
  return `${new Date(text).toLocaleString(language, options)} WIB`;
}
