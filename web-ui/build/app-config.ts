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

/** Puts the theme script into the page and writes `csp.txt` beside it. */
function policy(): Plugin {
  let outDir = "dist";
  return {
    name: "content-security-policy",
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    transformIndexHtml: () => [
      {
        tag: "script",
        children: readFileSync(THEME_SCRIPT, "utf8").trim(),
        injectTo: "head-prepend",
      },
    ],
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
    plugins: [react(), tailwind(), translations(), policy()],
    build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0 },
    server: { port, host: "127.0.0.1", proxy: { "/api": api } },
  };
}
