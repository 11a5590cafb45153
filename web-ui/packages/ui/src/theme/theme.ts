/** Light, dark or the system's theme. The inline script has set the first one before the first paint. */

import { readPreference, type ThemeChoice, writePreference } from "../preferences";
import { createStore, useStore } from "../store";

const DARK = "(prefers-color-scheme: dark)";

function storedChoice(): ThemeChoice {
  const stored = readPreference("theme");
  return stored === "light" || stored === "dark" ? stored : "system";
}

const choice = createStore<ThemeChoice>(storedChoice());

function isDark(theme: ThemeChoice): boolean {
  return theme === "dark" || (theme === "system" && matchMedia(DARK).matches);
}

function paint(): void {
  const dark = isDark(choice.get());
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute("content", dark ? "#0f1419" : "#ffffff");
}

export function setTheme(next: ThemeChoice): void {
  writePreference("theme", next);
  choice.set(next);
  paint();
}

/** Switches to the theme that is not shown now. */
export function toggleTheme(): void {
  setTheme(isDark(choice.get()) ? "light" : "dark");
}

export function useThemeChoice(): ThemeChoice {
  return useStore(choice);
}

/** Follows the system while no theme was chosen. */
export function followSystemTheme(): void {
  matchMedia(DARK).addEventListener("change", paint);
  paint();
}
