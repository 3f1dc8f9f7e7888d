/* The recap's boards ask again by themselves: what has not changed is neither sent nor drawn again. */
document.addEventListener("htmx:configRequest", (event) => {
  const tag = event.target.dataset?.poll;
  if (tag) event.detail.headers["If-None-Match"] = tag;
});

let focused = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 304) event.detail.shouldSwap = false;
  const inside = document.activeElement?.closest("[data-poll] a[href]");
  focused = event.detail.shouldSwap && inside ? inside.getAttribute("href") : "";
});
document.addEventListener("htmx:afterSwap", () => {
  if (focused) document.querySelector(`[data-poll] a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  focused = "";
});
// A page in the background watches nothing.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.dataset?.poll && document.hidden) event.preventDefault();
});
