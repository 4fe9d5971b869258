// Everything here is an enhancement: without it links, forms and pages still work.
(() => {
  const root = document.documentElement;
  const all = selector => [...document.querySelectorAll(selector)];

  // The theme is the system's; the reader's choice is kept in a cookie, so that the
  // server writes it into the page and nothing flashes.
  const dark = () =>
    root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme:dark)").matches;
  for (const button of all("[data-theme-toggle]")) {
    button.hidden = false;
    button.onclick = () => {
      root.dataset.theme = dark() ? "light" : "dark";
      document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    };
  }

  for (const button of all("[data-copytext]")) {
    button.hidden = false;
    button.onclick = async () => {
      await navigator.clipboard?.writeText(
        document.querySelector(button.dataset.copytext).textContent);
      button.textContent = "Copied";
    };
  }
})();
