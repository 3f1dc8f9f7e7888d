/* The map's own search: choose a station or region and the map flies there. */
import { words } from "./map-words.js";

export function runFind(page, { open, region, point }) {
  const input = page.querySelector("#map-find");
  const list = page.querySelector("#map-found");
  let hits = [];
  let at = -1;
  let asking = null;
  let waiting = null;

  async function ask() {
    asking?.abort();
    const text = input.value.trim();
    if (!text) return show([]);
    asking = new AbortController();
    const query = new URLSearchParams({ q: text });
    if (page.dataset.election) query.set("election", page.dataset.election);
    try {
      const answer = await fetch(`${page.dataset.find}?${query}`, { signal: asking.signal });
      if (!answer.ok) return show([]);
      const { results, typos } = await answer.json();
      show(results, typos);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  }

  function show(found, typos = false) {
    hits = found;
    // What only looks like the text is not gone to by Enter alone.
    at = found.length && !typos ? 0 : -1;
    list.replaceChildren(...(found.length ? found.map(row) : input.value.trim() ? [nothing()] : []));
    if (typos && found.length) list.prepend(similar());
    list.hidden = !list.childElementCount;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark();
  }

  function row(hit, place) {
    const item = document.createElement("li");
    item.id = `map-found-${place}`;
    item.setAttribute("role", "option");
    item.textContent = hit.label;
    const hint = document.createElement("small");
    hint.textContent = hit.code && !hit.at ? `${hit.hint} · ${words.noPlace}` : hit.hint;
    item.append(hint);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(place);
    });
    return item;
  }

  function nothing() {
    return note(words.nothingFound);
  }

  function similar() {
    return note(words.similar);
  }

  function note(text) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    item.textContent = text;
    return item;
  }

  function mark() {
    [...list.querySelectorAll("[id]")].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `map-found-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const hit = hits[place];
    if (!hit) return;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    if (hit.code) open(hit.code, hit.at);
    else if (hit.point) point(hit.at);
    else region(hit);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 160);
  });
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (hits.length) at = (at + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(waiting);
      if (list.hidden || !hits.length) await ask();
      choose(at);
    } else if (event.key === "Escape") list.hidden = true;
  });
  input.addEventListener("blur", () => { list.hidden = true; });
}
