/** Every message exists in every language, with the same values, and is used. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../build/app-config.ts";

const PACKAGES = ["packages/ui", "apps/web", "apps/test-runner"];

function catalogue(folder: string, language: string): Map<string, string> {
  const text = readFileSync(join(root, folder, `src/locales/${language}.po`), "utf8");
  const entries = [...text.matchAll(/^msgid "(.+)"\nmsgstr "(.*)"$/gm)];
  return new Map(entries.map(([, id = "", message = ""]) => [id, message]));
}

function sources(folder: string): string {
  return readdirSync(join(root, folder, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file) && !file.includes("generated"))
    .map((file) => readFileSync(join(root, folder, "src", file), "utf8"))
    .join("\n");
}

/** Ids as written: whole, or with a part filled in at run time (`status.${status}`). */
function usedIds(source: string): { whole: string[]; patterns: RegExp[] } {
  const calls = [...source.matchAll(/\bt\(\s*(["`])([\w.${}()-]+)\1/g)].map(([, , id = ""]) => id);
  const whole = calls.filter((id) => !id.includes("${"));
  const patterns = calls
    .filter((id) => id.includes("${"))
    .map(
      (id) => new RegExp(`^${id.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, "[\\w-]+")}$`),
    );
  return { whole, patterns };
}

const values = (message: string) =>
  [...new Set([...message.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();

describe.each(PACKAGES)("the catalogues of %s", (folder) => {
  const english = catalogue(folder, "en");
  const korean = catalogue(folder, "ko");

  it("have a text for every id in both languages", () => {
    expect([...korean.keys()]).toEqual([...english.keys()]);
    const empty = [...english, ...korean].filter(([, message]) => message === "");
    expect(empty).toEqual([]);
  });

  it("use the same values in both languages", () => {
    for (const [id, message] of english) {
      expect([id, values(korean.get(id) ?? "")]).toEqual([id, values(message)]);
    }
  });

  it("hold every id that the code uses, and no other", () => {
    const shared = folder === "packages/ui" ? [] : [...catalogue("packages/ui", "en").keys()];
    const { whole, patterns } = usedIds(sources(folder));
    const known = new Set([...english.keys(), ...shared]);
    expect(whole.filter((id) => !known.has(id))).toEqual([]);

    const isUsed = (id: string) =>
      whole.includes(id) || patterns.some((pattern) => pattern.test(id));
    expect([...english.keys()].filter((id) => !isUsed(id))).toEqual([]);
  });
});
