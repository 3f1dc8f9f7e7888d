/* A double click sends once; the summary of errors takes the focus. */
const BACK_AFTER = 20000; // ms: a form whose answer never came may be sent again

export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sending = "";
    // After this turn: a disabled button would not send its own name and value.
    setTimeout(() => setBusy(form, event.submitter, true));
    setTimeout(() => release(form), BACK_AFTER);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) release(form);
  });
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.target));
  focusErrors(document);
}

function setBusy(form, button, busy) {
  for (const each of form.querySelectorAll("button:not([type=button]), input[type=submit]")) each.disabled = busy;
  (button ?? form.querySelector("button:not([type=button])"))?.classList.toggle("busy", busy);
}

function release(form) {
  if (form.dataset.sending === undefined) return;
  delete form.dataset.sending;
  for (const each of form.querySelectorAll(".busy")) each.classList.remove("busy");
  setBusy(form, null, false);
  for (const each of form.querySelectorAll(".busy")) each.classList.remove("busy");
}

function focusErrors(root) {
  root.querySelector?.("[data-error-summary]")?.focus();
}
