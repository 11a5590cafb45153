/// <reference lib="webworker" />
/** The files of the pages, so that they open on a dead network. */

/** Put in by the build: all files of this version, and a name for it. */
declare const SHELL_FILES: readonly string[];
declare const SHELL_VERSION: string;

const PREFIX = "shell-";
const SHELL = PREFIX + SHELL_VERSION;
const PAGE = "/";
/** A network that does not answer for so long counts as dead. */
const PATIENCE_MS = 4000;

export async function keepShell(): Promise<void> {
  const cache = await caches.open(SHELL);
  await cache.addAll(SHELL_FILES);
}

export async function forgetOldShells(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name.startsWith(PREFIX) && name !== SHELL)
      .map((name) => caches.delete(name)),
  );
}

/** Names of files change with their content: what is kept is right. */
export async function shellFile(request: Request): Promise<Response> {
  return (await caches.match(request.url)) ?? fetch(request);
}

/** The newest page, or the kept one. */
export async function openPage(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status < 500) return answer;
  } catch {
    // The kept one, below.
  }
  return (await caches.match(PAGE)) ?? Response.error();
}
