/* The inbox by keyboard: a key presses the button that shows it; after an answer the focus stays in the list. */
const inbox = document.querySelector("[data-inbox]");
if (inbox) runInbox();

function runInbox() {
  let back = false; // whether the focus goes to the list when the answer comes
  let early = null; // keys pressed on content that htmx does not know yet; null when it knows all of it

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (early) {
      early.push(event.key);
      event.preventDefault();
    } else if (pressed(event)) event.preventDefault();
  });

  // Between an answer's arrival and its settling a button would send its form past htmx: keys wait for that moment.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.shouldSwap || !event.detail.target.matches("#inbox, #inbox-one")) return;
    early ??= [];
    setTimeout(settled, 300); // should nothing ever settle
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.closest("#inbox")) settled();
  });

  function settled() {
    const keys = early ?? [];
    early = null;
    for (const key of keys) pressed({ key, target: document.activeElement ?? document.body, repeat: false });
  }

  function pressed(event) {
    const key = event.key;
    const inside = event.target === document.body || event.target.closest(".inbox-list");
    if (key === "j" || (key === "ArrowDown" && inside)) return step(1);
    if (key === "k" || (key === "ArrowUp" && inside)) return step(-1);
    if (key === "x") return tick();
    if (key === "m") return focus(shown("[data-merge]"));
    if (key.length !== 1 || event.repeat) return false;
    const button = shown(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
    if (!button) return false;
    button.click();
    if (button.matches("summary")) focus(button.parentElement.querySelector(".menu-body :is(button, select, input)"));
    return true;
  }

  function step(by) {
    const all = rows();
    if (!all.length) return false;
    const at = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[Math.min(Math.max(at < 0 ? 0 : at + by, 0), all.length - 1)];
    const link = next.querySelector("a");
    focus(link);
    if (!next.hasAttribute("aria-current")) link.click();
    return true;
  }

  function tick() {
    const box = current()?.querySelector("input[type=checkbox]");
    box?.click();
    return Boolean(box);
  }

  inbox.addEventListener("click", (event) => {
    if (!event.target.closest("[data-inbox-clear]")) return;
    for (const box of inbox.querySelectorAll("input[name=selected]")) box.checked = false;
    const first = inbox.querySelector("input[name=selected]");
    first?.dispatchEvent(new Event("change", { bubbles: true }));
    focus(current()?.querySelector("a"));
  });

  inbox.addEventListener("htmx:beforeRequest", (event) => {
    const from = event.detail.elt;
    // A page in the background looks at nothing.
    if (from.id === "inbox-looking" && document.hidden) event.preventDefault();
    // What was asked for a list that has gone meanwhile tells nothing of the new one.
    if (from.id === "inbox-looking") {
      from.addEventListener("htmx:beforeOnLoad", (answer) => from.isConnected || answer.preventDefault(), { once: true });
    }
    const row = from.closest("[data-row]");
    if (row) mark(row);
    // The poll of who looks says nothing about the focus.
    if (row || from.id === "inbox-form") back = !row;
  });
  // A button that came a moment ago is not yet known to htmx: a quick key would send the form without its action.
  inbox.addEventListener("htmx:configRequest", (event) => {
    const button = event.detail.triggeringEvent?.submitter;
    if (button?.name) event.detail.parameters[button.name] = button.value;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "inbox-one" && narrow()) target.scrollIntoView({ block: "start" });
    if (target.id === "inbox" && back) {
      const row = current();
      focus(row?.querySelector("a") ?? document.getElementById("content"));
      row?.scrollIntoView({ block: "nearest" });
    }
    count();
  });
  document.addEventListener("change", () => setTimeout(count));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-bulk-all]")) setTimeout(count);
  });
  count();

  /** Writes on the buttons, and beside them, for how many risks they count. */
  function count() {
    const bar = inbox.querySelector("[data-bulk]");
    const ticked = inbox.querySelectorAll("input[name=selected]:checked").length;
    const all = bar?.querySelector("[data-everything]").value === "1";
    const number = new Intl.NumberFormat(document.documentElement.lang || "id").format(all ? Number(bar.dataset.total) : ticked);
    for (const each of inbox.querySelectorAll("[data-many]")) each.textContent = ticked ? ` (${number})` : "";
    for (const row of rows()) row.classList.toggle("selected", row.querySelector("input[type=checkbox]").checked);
    const scope = inbox.querySelector("[data-scope]");
    if (scope) scope.textContent = ticked ? scope.dataset.scopeMany.replace("%s", number) : scope.dataset.scopeOne;
  }

  function mark(row) {
    for (const each of rows()) each.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest" });
  }

  function rows() {
    return [...inbox.querySelectorAll("[data-row]")];
  }

  function current() {
    return inbox.querySelector("[data-row][aria-current]");
  }
}

function shown(selector) {
  return [...document.querySelectorAll(selector)].find((each) => each.checkVisibility());
}

function focus(element) {
  element?.focus({ preventScroll: false });
  return Boolean(element);
}

function narrow() {
  return matchMedia("(max-width: 900px)").matches;
}
