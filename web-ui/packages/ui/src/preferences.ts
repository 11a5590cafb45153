/** What a browser remembers about how the pages look and behave: theme, language, keys. */

export type ThemeChoice = "system" | "light" | "dark";
export type PreferenceName = "theme" | "language" | "single-keys" | "density";

/** A private window may refuse storage; then a choice lasts until the page is closed. */
const session = new Map<PreferenceName, string>();

export function readPreference(name: PreferenceName): string | null {
  try {
    return localStorage.getItem(name) ?? session.get(name) ?? null;
  } catch {
    return session.get(name) ?? null;
  }
}

export function writePreference(name: PreferenceName, value: string): void {
  session.set(name, value);
  try {
    localStorage.setItem(name, value);
  } catch {
    // Kept in memory only.
  }
}
