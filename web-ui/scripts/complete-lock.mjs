// Adds the optional packages of other systems to package-lock.json. `npm install` leaves them out
// when the index it asks does not offer them, and `npm ci` then refuses the lock everywhere.
// Run after every change of a dependency: npm run lock
import { readFile, writeFile } from "node:fs/promises";

const LOCK = new URL("../package-lock.json", import.meta.url);
const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/** What a package's name says of the machines it is for: "binding-linux-arm64-musl". */
function machine(name) {
  const system = SYSTEMS.find((each) => new RegExp(`[-/]${each}(-|$)`).test(name));
  const processor = PROCESSORS.find((each) => new RegExp(`[-/]${each}(-|$)`).test(name));
  const libc = name.includes("musl") ? "musl" : /-gnu/.test(name) ? "glibc" : undefined;
  return {
    ...(processor && { cpu: [processor] }),
    ...(libc && system === "linux" && { libc: [libc] }),
    ...(system && { os: [system] }),
  };
}

const lock = JSON.parse(await readFile(LOCK, "utf8"));
const { packages } = lock;
let added = 0;

/** Where Node would look for a package that `location` depends on. */
function isLocked(location, name) {
  for (let folder = location; ; folder = folder.slice(0, folder.lastIndexOf("/node_modules/"))) {
    if (packages[`${folder}/node_modules/${name}`]) return true;
    if (!folder.includes("/node_modules/")) return Boolean(packages[`node_modules/${name}`]);
  }
}

for (const [location, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(location, name)) continue;
    const version = range.replace(/^[\^~]/, "");
    const { cpu, libc, os } = machine(name);
    if (!cpu && !os) throw new Error(`${name}: the name does not tell which machine it is for`);
    packages[`node_modules/${name}`] = {
      version,
      ...(cpu && { cpu }),
      ...(entry.dev && { dev: true }),
      ...(libc && { libc }),
      optional: true,
      ...(os && { os }),
    };
    added += 1;
  }
}

lock.packages = Object.fromEntries(
  Object.entries(packages).sort(([left], [right]) => left.localeCompare(right, "en")),
);
await writeFile(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional packages of other systems added to package-lock.json`);
