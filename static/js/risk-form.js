/* The form for logging a risk: a place found by typing, grades of the chosen kind only, details where they mean something. */
const form = document.querySelector("[data-risk-form]");
if (form) {
  pickPlaces(form);
  offerGrades(form);
}

function pickPlaces(form) {
  const input = form.elements.place;
  const code = form.elements.place_code;
  const list = form.querySelector("#place-options");
  const options = () => [...list.querySelectorAll("[role=option]")];
  let at = -1;
  let chosenLabel = input.value;

  function show(open) {
    list.hidden = !open || !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) mark(-1);
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

  function take(label, value) {
    chosenLabel = label;
    input.value = label;
    code.value = value;
  }

  // A place that was chosen holds only as long as its name stands in the field: a draft or a hand may change it.
  function check() {
    if (input.value !== chosenLabel) code.value = "";
  }

  function choose(option) {
    take(option.dataset.label, option.dataset.code);
    show(false);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  input.addEventListener("change", check);
  input.addEventListener("input", () => {
    check();
    if (!input.value.trim()) show(false);
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length);
    } else if (event.key === "Enter" && !list.hidden && all.length) {
      event.preventDefault();
      choose(all[Math.max(at, 0)]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      show(false);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("focusout", () => setTimeout(() => show(false), 150));
  // An empty question needs no answer; an answer that comes after a choice must not open the list again.
  form.addEventListener("htmx:configRequest", (event) => {
    if (event.target === input && !input.value.trim()) event.preventDefault();
  });
  form.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== list) return;
    mark(-1);
    show(document.activeElement === input && !code.value);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "place_choice") return;
    take(event.target.dataset.label, event.target.value);
  });
}

function offerGrades(form) {
  const grades = JSON.parse(form.dataset.grades);
  const kind = form.elements.kind;
  const grade = form.elements.grade;
  const details = [...form.querySelectorAll("[data-details]")];
  const every = [...grade.options];

  function update() {
    const fitting = grades[kind.value];
    const chosen = grade.value;
    const shown = every.filter((option) => !option.value || !fitting || fitting.includes(option.value));
    if (fitting) grade.replaceChildren(...shown);
    if (shown.some((option) => option.value === chosen)) grade.value = chosen;
    else grade.value = "";
    grade.closest(".field").hidden = Boolean(fitting && !fitting.length);
    for (const part of details) part.hidden = ![kind.value, grade.value].includes(part.dataset.details);
  }

  kind.addEventListener("change", update);
  grade.addEventListener("change", update);
  update();
}
