// Fails when the pages grow past what a phone on a slow network can load in time (gzip, in KB).
import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const LIMITS = { initialScript: 170, style: 15, lazyScript: 60, everything: 450 };

const dist = new URL("../apps/web/dist/", import.meta.url);
const html = await readFile(new URL("index.html", dist), "utf8");
const files = (await readdir(new URL("assets/", dist))).filter((name) => /\.(js|css)$/.test(name));

const sizes = new Map();
for (const name of files) {
  const content = await readFile(new URL(`assets/${name}`, dist));
  sizes.set(name, gzipSync(content, { level: 9 }).length / 1024);
}

const scripts = files.filter((name) => name.endsWith(".js"));
// The page names its entry and everything the entry imports, as script and modulepreload.
const initial = scripts.filter((name) => html.includes(`/assets/${name}"`));
const lazy = scripts.filter((name) => !initial.includes(name));
const sum = (names) => names.reduce((total, name) => total + sizes.get(name), 0);

const measured = {
  initialScript: sum(initial),
  style: sum(files.filter((name) => name.endsWith(".css"))),
  lazyScript: Math.max(0, ...lazy.map((name) => sizes.get(name))),
  everything: sum(files),
};

let tooLarge = false;
for (const [what, limit] of Object.entries(LIMITS)) {
  const over = measured[what] > limit;
  tooLarge ||= over;
  console.log(
    `${over ? "TOO LARGE" : "ok"}  ${what}: ${measured[what].toFixed(1)} KB of ${limit} KB`,
  );
}
process.exit(tooLarge ? 1 : 0);
