/* The browser's own file button speaks the browser's language; ours speaks the page's.
   The real input lies over it, unseen: label, keyboard, screen reader and dropping a file work as before. */
import { text } from "./texts.js";

export function dressFiles() {
  if (!text("pick")) return;
  dress(document);
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
  document.addEventListener("change", (event) => show(event.target));
  window.addEventListener("pageshow", () => document.querySelectorAll(".file-pick input").forEach(show));
}

function dress(root) {
  for (const input of root.querySelectorAll("input[type=file]")) {
    if (input.parentElement.classList.contains("file-pick")) continue;
    const frame = part("file-pick");
    input.before(frame);
    frame.append(input, part("file-button", text("pick")), part("file-name"));
    show(input);
  }
}

function show(input) {
  const name = input.closest?.(".file-pick")?.querySelector(".file-name");
  if (!name) return;
  name.textContent = input.files.length ? [...input.files].map((file) => file.name).join(", ") : text("unpicked");
  name.classList.toggle("muted", !input.files.length);
}

function part(kind, words = "") {
  const made = document.createElement("span");
  made.className = kind;
  made.textContent = words;
  // The input says both itself; heard once is enough.
  if (kind !== "file-pick") made.setAttribute("aria-hidden", "true");
  return made;
}
