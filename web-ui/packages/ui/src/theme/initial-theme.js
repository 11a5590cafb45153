// Runs inline before the first paint. Its hash is part of the content security policy.
(() => {
  const root = document.documentElement;
  let stored = null;
  try {
    stored = localStorage.getItem("theme");
    root.lang =
      localStorage.getItem("language") || (navigator.language.startsWith("ko") ? "ko" : "en");
  } catch {}
  const dark =
    stored === "dark" || (stored !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
})();
