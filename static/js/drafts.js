/* Keeps what was typed into <form data-draft="name"> on this device until the server has it.
 *
 * Stored per person and page, at most seven days, gone at sign-out. Passwords, files and hidden fields are never kept,
 * but for the mark of what stood when the words were typed (desk/editing.py): a draft from yesterday must not be written
 * over what somebody saved since as if that had been seen.
 * A draft is dropped once its form was sent and the next page is neither the form with errors, nor a sign-in, nor an error.
 */
const WEEK = 7 * 24 * 3600 * 1000;
const PREFIX = "desk-draft:";
const SENT = "desk-draft-sent";

import { text } from "./texts.js";

export function keepDrafts() {
  settle();
  document.querySelectorAll("form[data-draft]").forEach(keep);
  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    if (root !== document.body) root.querySelectorAll?.("form[data-draft]").forEach(keep);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget-drafts]")) forgetAll();
  });
}

function settle() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const unsaved = document.body.hasAttribute("data-keeps-drafts") || document.querySelector("[data-error-summary]");
  if (!cameBack && !unsaved) localStorage.removeItem(sent);
}

function keep(form) {
  if (form.dataset.kept !== undefined) return;
  form.dataset.kept = "";
  const key = `${PREFIX}${document.body.dataset.person ?? ""}:${location.pathname}:${form.dataset.draft}`;
  const stored = read(key);
  if (stored && !form.querySelector("[data-error-summary]")) restore(form, key, stored);
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => write(key, form), 300);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    write(key, form);
    sessionStorage.setItem(SENT, key);
  });
}

function fields(form) {
  return [...form.elements].filter((each) => each.name && !["hidden", "password", "file", "submit", "button"].includes(each.type));
}

function values(form) {
  return fields(form).map((each) => {
    if (each.type === "checkbox" || each.type === "radio") return [each.name, each.value, each.checked];
    if (each.multiple) return [each.name, null, [...each.selectedOptions].map((option) => option.value)];
    return [each.name, null, each.value];
  });
}

function marks(form) {
  return [...form.querySelectorAll("input[data-seen]")];
}

function restore(form, key, stored) {
  const fresh = JSON.stringify(values(form));
  if (fresh === JSON.stringify(stored.values)) return;
  for (const [name, value, state] of stored.values) {
    for (const each of fields(form).filter((one) => one.name === name)) {
      if (each.type === "checkbox" || each.type === "radio") {
        if (each.value === value) each.checked = state;
      } else if (each.multiple) [...each.options].forEach((option) => { option.selected = state.includes(option.value); });
      else each.value = state;
    }
  }
  const current = marks(form).map((each) => each.value);
  marks(form).forEach((each, place) => { each.value = stored.seen?.[place] ?? each.value; });
  for (const each of fields(form)) each.dispatchEvent(new Event("change", { bubbles: true }));
  const note = document.createElement("p");
  note.className = "draft-note";
  note.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small";
  button.textContent = text("discard");
  button.addEventListener("click", () => {
    localStorage.removeItem(key);
    form.reset();
    marks(form).forEach((each, place) => { each.value = current[place]; });
    note.remove();
  });
  note.append(text("draft"), button);
  form.prepend(note);
}

function read(key) {
  try {
    const stored = JSON.parse(localStorage.getItem(key));
    if (stored && Date.now() - stored.at < WEEK) return stored;
    localStorage.removeItem(key);
  } catch {
    localStorage.removeItem(key);
  }
  return null;
}

function write(key, form) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: values(form), seen: marks(form).map((each) => each.value) }));
  } catch {
    // A full or forbidden store loses only the convenience; the form itself still works.
  }
}

function forgetAll() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  }
}
