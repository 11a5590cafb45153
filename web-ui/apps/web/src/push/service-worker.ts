/** Starts the service worker: pages that open without a network, and push messages. */

const ADDRESS = "/service-worker.js";
/** Marks an answer that the service worker had kept, with the time it is of. */
const STORED = "x-stored";
const DATA = "data";

/** Service workers exist on https and on this machine only. */
export function hasServiceWorker(): boolean {
  return "serviceWorker" in navigator && window.isSecureContext;
}

export function startServiceWorker(): void {
  if (!hasServiceWorker() || import.meta.env.DEV) return;
  // After the first page is drawn, so that it gets the whole network.
  window.addEventListener("load", () => {
    navigator.serviceWorker.register(ADDRESS, { updateViaCache: "none" }).catch(() => undefined);
  });
}

/** When an answer was given, in milliseconds, if it is not of now. */
export function storedAt(response: Response): number | undefined {
  const stored = Number(response.headers.get(STORED));
  return stored > 0 ? stored : undefined;
}

/** Whoever signs out leaves no data behind. */
export async function forgetStoredData(): Promise<void> {
  if ("caches" in window) await caches.delete(DATA).catch(() => undefined);
}
