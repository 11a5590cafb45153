/** The colours of both themes are readable: 4.5 for text, 3 for the lines of controls. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../build/app-config.ts";

const css = readFileSync(join(root, "packages/ui/src/styles.css"), "utf8");

function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, n = "", v = ""]) => [n, v]),
  );
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const TEXTS = [
  "text",
  "muted",
  "accent",
  "ok",
  "sev-critical",
  "sev-high",
  "sev-medium",
  "sev-low",
  "sev-info",
];
const GROUNDS = ["bg", "surface", "raised", "hover"];
const CHIPS = ["sev-critical", "sev-high", "sev-medium", "sev-low", "sev-info", "ok"];

describe.each([":root", '[data-theme="dark"]'])("the theme %s", (selector) => {
  const theme = tokens(selector);
  const colour = (name: string) => theme.get(name) ?? "missing";

  it("has readable text on every ground", () => {
    for (const text of TEXTS) {
      for (const ground of GROUNDS) {
        expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).toBeGreaterThan(4.5);
      }
    }
  });

  it("has readable chips, buttons and selected rows", () => {
    for (const chip of CHIPS) {
      expect(contrast(colour(chip), colour(`${chip}-bg`)), chip).toBeGreaterThan(4.5);
    }
    for (const [text, ground] of [
      ["on-accent", "accent"],
      ["on-accent", "accent-hover"],
      ["text", "accent-tint"],
      ["muted", "accent-tint"],
      ["accent", "accent-tint"],
    ] as const) {
      expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).toBeGreaterThan(4.5);
    }
  });

  it("has visible control borders and focus rings", () => {
    for (const ground of ["bg", "surface"]) {
      expect(contrast(colour("line-strong"), colour(ground))).toBeGreaterThan(3);
      expect(contrast(colour("focus"), colour(ground))).toBeGreaterThan(3);
    }
  });
});
