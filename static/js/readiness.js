/* The form of a kecamatan: one letter chooses the state of the item that has the focus. */
const KEYS = { m: "red", k: "amber", h: "green", t: "na", 0: "" };

document.querySelector("[data-readiness]")?.addEventListener("keydown", (event) => {
  const radio = event.target;
  if (radio.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
  const value = KEYS[event.key.toLowerCase()];
  if (value === undefined) return;
  const wanted = [...radio.closest("fieldset").querySelectorAll("input[type=radio]")].find((each) => each.value === value);
  if (!wanted) return;
  event.preventDefault();
  wanted.checked = true;
  wanted.focus();
  wanted.dispatchEvent(new Event("change", { bubbles: true }));
});
