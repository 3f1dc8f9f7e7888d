/* "/" jumps to the search box; arrows and Enter choose among the suggestions that htmx brings. */
export function runSearch() {
  const form = document.querySelector("[data-search]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector(".suggestions");
  const said = form.querySelector("[data-search-said]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  let at = -1;

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open && options().length > 0));
    if (!open) mark(-1);
  }

  function mark(next) {
    at = next;
    options().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const chosen = options()[at];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      show(true);
      mark((at + (event.key === "ArrowDown" ? 1 : -1) + all.length + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % all.length);
    } else if (event.key === "Enter" && all[at]) {
      event.preventDefault();
      all[at].click();
    } else if (event.key === "Escape" && !list.hidden && list.childElementCount) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    }
  });
  input.addEventListener("input", () => {
    at = -1;
    if (input.value.trim()) return;
    list.replaceChildren();
    said.textContent = "";
    show(false);
  });
  input.addEventListener("focus", () => show(list.childElementCount > 0));
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) setTimeout(() => show(false), 150);
  });
  // An empty question needs no answer, and an answer to an older question must not cover a newer one.
  form.addEventListener("htmx:configRequest", (event) => {
    if (!input.value.trim()) event.preventDefault();
  });
  form.addEventListener("htmx:afterSwap", () => {
    // The answer to a text that was deleted meanwhile is nobody's any more.
    if (!input.value.trim()) list.replaceChildren();
    mark(-1);
    show(document.activeElement === input);
    said.textContent = list.querySelector("[data-said]")?.dataset.said ?? "";
  });
}
