/* Rows chosen for a bulk action: counts them, chooses all on the page, or all that the filters find. */
import { text } from "./texts.js";

export function runSelection() {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches?.("[data-select-all]")) boxes().forEach((each) => { each.checked = box.checked; });
    if (box.matches?.("[data-select-all], input[name=selected]")) setEverything(false);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-bulk-all]")) return;
    boxes().forEach((each) => { each.checked = true; });
    setEverything(true);
  });
  document.addEventListener("htmx:afterSwap", update);
  update();
}

function boxes() {
  return [...document.querySelectorAll("input[name=selected]")];
}

function setEverything(everything) {
  const field = document.querySelector("[data-everything]");
  if (field) field.value = everything ? "1" : "";
  update();
}

function update() {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const all = boxes();
  const chosen = all.filter((each) => each.checked).length;
  const everything = bar.querySelector("[data-everything]").value === "1";
  bar.hidden = chosen === 0;
  const total = Number(bar.dataset.total);
  const number = new Intl.NumberFormat(document.documentElement.lang || "id").format(everything ? total : chosen);
  bar.querySelector("[data-bulk-count]").textContent = text("selected").replace("%s", number);
  const more = bar.querySelector("[data-bulk-all]");
  if (more) more.hidden = everything || total <= chosen;
  const head = document.querySelector("[data-select-all]");
  if (head) {
    head.checked = all.length > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  all.forEach((each) => each.closest("tr")?.classList.toggle("selected", each.checked));
}
