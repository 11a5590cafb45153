// Builds both apps, then writes a .gz and a .br beside every file that is worth it, so that the
// servers never compress while somebody waits.
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

for (const app of APPS) {
  const root = fileURLToPath(new URL(`../apps/${app}`, import.meta.url));
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "warn" });
  const entries = await readdir(join(root, "dist"), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && COMPRESSED.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(files.map(compress));
  console.log(`built apps/${app}/dist (${entries.length} files)`);
}
