/* Says in words when a request of htmx failed, and never puts a whole page (sign-in, error) into a fragment's place. */
import { icon, text } from "./texts.js";

export function watchHtmx() {
  document.addEventListener("htmx:sendError", () => say("error", text("offline")));
  document.addEventListener("htmx:timeout", () => say("error", text("offline")));
  document.addEventListener("htmx:responseError", (event) => {
    const code = event.detail.xhr.status;
    const known = { 403: "forbidden", 404: "missing", 410: "missing" };
    say("error", text(known[code] ?? "server"));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig, target, boosted } = event.detail;
    if (target === document.body || !/^\s*<!doctype/i.test(xhr.responseText.slice(0, 200))) return;
    if (boosted && new URL(xhr.responseURL).pathname === new URL(requestConfig.path, location.href).pathname) return;
    event.detail.shouldSwap = false;
    if (requestConfig.verb !== "get") location.reload();
    else location.assign(isPart(requestConfig) ? location.href : requestConfig.path);
  });
}

/** Shows a message among the page's own. */
export function say(level, sentence) {
  const list = document.getElementById("messages");
  if (!list || !sentence) return;
  const message = document.createElement("div");
  message.className = `message ${level}`;
  const words = document.createElement("span");
  words.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", text("close"));
  close.append(icon("close"));
  message.append(icon(level === "success" ? "done" : "alert"), words, close);
  if ([...list.children].some((each) => each.textContent.trim() === sentence)) return;
  list.append(message);
}

function isPart(config) {
  return config.elt.closest?.("[data-search]") || config.elt.closest?.(".progress");
}
