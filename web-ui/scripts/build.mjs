// Builds both apps, then writes a .gz and a .br beside every file that is worth it, so that the
// servers never compress while somebody waits.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "vite";

const APPS = ["web", "test-runner"];
const COMPRESSED = new Set([".css", ".html", ".js", ".json", ".svg", ".webmanifest"]);
const SMALLEST = 1024;

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

async function compress(file) {
  const content = await readFile(file);
  if (content.length < SMALLEST) return;
  const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
  await Promise.all([
    toGzip(content, { level: 9 }).then((data) => writeFile(`${file}.gz`, data)),
    toBrotli(content, brotli).then((data) => writeFile(`${file}.br`, data)),
  ]);
}

/** The service worker knows the files of its version by name. It is a file of its own at the root. */
async function buildServiceWorker(root) {
  const dist = join(root, "dist");
  const assets = (await readdir(join(dist, "assets"))).sort();
  const page = await readFile(join(dist, "index.html"));
  const files = ["/", "/icon.svg", "/icon-192.png", ...assets.map((name) => `/assets/${name}`)];
  const version = createHash("sha256").update(page).update(files.join()).digest("hex").slice(0, 12);
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: "warn",
    define: { SHELL_FILES: JSON.stringify(files), SHELL_VERSION: JSON.stringify(version) },
    build: {
      target: "es2022",
      emptyOutDir: false,
      lib: {
        entry: join(root, "src/service-worker/service-worker.ts"),
        formats: ["iife"],
        name: "worker",
        fileName: () => "service-worker.js",
      },
    },
  });
}

for (const app of APPS) {
  const root = fileURLToPath(new URL(`../apps/${app}`, import.meta.url));
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "warn" });
  if (app === "web") await buildServiceWorker(root);
  const entries = await readdir(join(root, "dist"), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && COMPRESSED.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(files.map(compress));
  console.log(`built apps/${app}/dist (${entries.length} files)`);
}
