/** The Vite configuration both apps share. */

import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lingui } from "@lingui/vite-plugin";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin, UserConfig } from "vite";
import { contentSecurityPolicy } from "./content-security-policy.ts";

export const root = join(import.meta.dirname, "..");
const THEME_SCRIPT = join(root, "packages/ui/src/theme/initial-theme.js");

/** Puts the theme script and the font into the page and writes `csp.txt` beside it. */
function page(): Plugin {
  let outDir = "dist";
  return {
    name: "page",
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    transformIndexHtml(html, { bundle }) {
      const theme = readFileSync(THEME_SCRIPT, "utf8").trim();
      const fonts = Object.keys(bundle ?? {}).filter((file) => file.endsWith(".woff2"));
      return {
        // A function, because the script's text may hold "$&".
        html: html.replace("<!-- theme -->", () => `<script>${theme}</script>`),
        tags: fonts.map((file) => ({
          tag: "link",
          attrs: {
            rel: "preload",
            href: `/${file}`,
            as: "font",
            type: "font/woff2",
            crossorigin: "",
          },
          injectTo: "head" as const,
        })),
      };
    },
    async closeBundle() {
      const html = await readFile(join(outDir, "index.html"), "utf8").catch(() => null);
      if (html) await writeFile(join(outDir, "csp.txt"), `${contentSecurityPolicy(html)}\n`);
    },
  };
}

export function translations() {
  return lingui({ cwd: root, failOnMissing: true, failOnCompileError: true });
}

export function appConfig(port: number, api: string): UserConfig {
  return {
    plugins: [react(), tailwind(), translations(), page()],
    build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0 },
    server: { port, host: "127.0.0.1", proxy: { "/api": api } },
  };
}
