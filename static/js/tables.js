/* Tables that are wider than their place can be scrolled by keyboard, and say what they are. */
const WIDER = 1;

function reach(wrap) {
  const wide = wrap.scrollWidth > wrap.clientWidth + WIDER;
  if (wide && !wrap.hasAttribute("tabindex")) {
    const named = wrap.querySelector("caption") ?? wrap.closest("section")?.querySelector("h2, h3") ?? document.querySelector("h1");
    wrap.tabIndex = 0;
    wrap.dataset.reached = "";
    if (!wrap.hasAttribute("role")) wrap.setAttribute("role", "group");
    if (!wrap.hasAttribute("aria-label") && named) wrap.setAttribute("aria-label", named.textContent.trim());
  } else if (!wide && "reached" in wrap.dataset) {
    delete wrap.dataset.reached;
    for (const name of ["tabindex", "role", "aria-label"]) wrap.removeAttribute(name);
  }
}

export function reachTables() {
  const all = () => document.querySelectorAll(".table-wrap").forEach(reach);
  all();
  addEventListener("resize", all);
  document.addEventListener("htmx:afterSettle", all);
}
