/* Menus are <details data-menu>: one is open at a time, Esc and a click elsewhere close it. Dialogs open by data-dialog. */
const OPEN = "details[data-menu][open]";

export function openMenus() {
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(OPEN)) return;
    for (const other of document.querySelectorAll(OPEN)) {
      if (other !== event.target && !other.contains(event.target)) other.open = false;
    }
  }, true);
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(OPEN)) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    openDialog(event);
    if (event.target.closest("[data-dismiss]")) event.target.closest(".message").remove();
  });
  // A filter that was applied closes; the focus goes back to the word that opened it.
  let applied = "";
  document.addEventListener("htmx:beforeRequest", (event) => {
    const from = event.detail.elt.closest?.("[data-filters]") && document.activeElement;
    applied = from?.closest?.("details")?.querySelector("summary")?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (applied) document.getElementById(applied)?.focus();
    applied = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest?.(OPEN) ?? document.querySelector(OPEN);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopImmediatePropagation();
  });
}

function openDialog(event) {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
}
