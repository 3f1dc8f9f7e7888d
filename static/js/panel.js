/* The side panel: links with hx-target="#panel" open it; Esc, its button and the browser's Back close it. */
let opener = null;
let listAddress = null;

export function runPanel() {
  const panel = document.getElementById("panel");
  if (!panel) return;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target !== panel || panel.contains(event.detail.elt)) return;
    opener = event.detail.elt;
    if (panel.hidden) listAddress = location.href;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== panel) return;
    panel.hidden = false;
    panel.scrollTop = 0;
    mark();
    (panel.querySelector("[data-panel-title]") ?? panel).focus();
  });
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-panel]")) close(panel);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select") && !panel.contains(event.target)) return;
    close(panel);
  });
}

function mark() {
  document.querySelectorAll("tr[aria-current]").forEach((row) => row.removeAttribute("aria-current"));
  opener?.closest?.("tbody tr")?.setAttribute("aria-current", "true");
}

function close(panel) {
  panel.hidden = true;
  panel.replaceChildren();
  if (listAddress) history.pushState({ htmx: true }, "", listAddress);
  listAddress = null;
  document.querySelectorAll("tr[aria-current]").forEach((row) => row.removeAttribute("aria-current"));
  if (opener?.isConnected) opener.focus();
  else document.getElementById("content").focus();
  opener = null;
}
