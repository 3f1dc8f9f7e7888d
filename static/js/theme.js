/* Changes the theme at once; the cookie lets the server draw the next page in it without a flash. */
export function runTheme() {
  const form = document.querySelector("[data-theme-switch]");
  form?.addEventListener("submit", (event) => {
    const chosen = event.submitter?.value ?? "";
    event.preventDefault();
    const secure = location.protocol === "https:" ? "; secure" : "";
    const age = chosen ? 31536000 : 0;
    document.cookie = `desk_theme=${chosen}; path=/; max-age=${age}; samesite=lax${secure}`;
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === chosen));
    }
  });
}
