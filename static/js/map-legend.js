/* What the colours of the areas mean: of which level, steps with how many regions have them, from whom, as of when. */
import { classOf } from "./map-areas.js";
import { dayOf, fill, moment, number, words } from "./map-words.js";

const PAST = new Set(["flagged", "worst"]); // measures that a past day changes
const SVG = "http://www.w3.org/2000/svg";

export class Legend {
  constructor(page) {
    this.list = page.querySelector("[data-ramp]");
    this.source = page.querySelector("[data-ramp-source]");
  }

  /** `day` is the past day that is looked at, `wanted` the level that was chosen, which may be too fine for the view. */
  show({ measure, at, level }, { day, wanted }) {
    const steps = measure.steps.map((each) => row(each.label, each.regions, classOf(each, measure)));
    this.list.replaceChildren(...steps, row(measure.none.label, measure.none.regions, "area-none"));
    const past = day && PAST.has(measure.key) ? fill(words.atEndOf, dayOf(day)) : "";
    const when = past || (at ? `${words.asOf} ${moment(at)}` : "");
    const parts = [fill(words.perLevel, words[level] ?? ""), wanted === "village" && level !== wanted ? words.villagesLater : "", measure.source, measure.note];
    const said = parts.filter(Boolean).map((part) => part.replace(/\.$/, "")).join(". ");
    this.source.textContent = [said, when].filter(Boolean).join(" · ");
  }
}

function row(label, regions, css) {
  const item = document.createElement("li");
  const box = document.createElementNS(SVG, "svg");
  box.setAttribute("viewBox", "0 0 30 12");
  box.setAttribute("aria-hidden", "true");
  const patch = document.createElementNS(SVG, "rect");
  for (const [name, value] of [["class", css], ["width", "30"], ["height", "12"]]) patch.setAttribute(name, value);
  box.append(patch);
  const text = document.createElement("span");
  text.textContent = label;
  const count = document.createElement("span");
  count.className = "count";
  count.textContent = fill(words.regions, number(regions));
  item.append(box, text, count);
  return item;
}
