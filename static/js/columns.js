/* Beside each choice of a column stand its first values: they follow the choice. */
const form = document.querySelector("[data-columns]");
if (form) {
  const examples = JSON.parse(form.dataset.columns);
  form.addEventListener("change", (event) => {
    if (!event.target.matches("select[data-column]")) return;
    const shown = event.target.closest("tr").querySelector("[data-examples]");
    shown.textContent = examples[Number(event.target.value)] || "–";
    if (event.target.value === "") shown.textContent = "–";
  });
}
