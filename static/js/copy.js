/* Copies the text of a field; where a page may not reach the clipboard, the text is marked for the person to copy. */
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.focus();
    field.select();
    let word = button.dataset.marked;
    try {
      await navigator.clipboard.writeText(field.value);
      word = button.dataset.copied;
    } catch {
      // Over plain HTTP there is no clipboard; the older way works in most browsers.
      if (document.execCommand("copy")) word = button.dataset.copied;
    }
    document.querySelector("[data-copy-outcome]").textContent = word;
  });
}
