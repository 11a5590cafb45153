/// <reference lib="webworker" />
/**
 * The last answers of what a responder reads. They are given only when the network gives none, with
 * the header that tells the page so; the page says how old they are.
 */

const DATA = "data";
const STORED = "x-stored";
const MOST_ANSWERS = 200;

const KEPT =
  /^\/api\/v1\/(me|incidents|alerts|suggestions|similar|changes|deliveries|escalations|oncall|stats|schedules|services|runbooks|views)(\/|$)/;
const FILES = /\.(md|pdf|csv|ics)$|\/export$/;

export function isKept(url: URL): boolean {
  return KEPT.test(url.pathname) && !FILES.test(url.pathname);
}

export async function answerWithoutNetwork(event: FetchEvent): Promise<Response> {
  const { request } = event;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch (error) {
    const kept = await caches.match(request.url, { cacheName: DATA });
    if (kept) return kept;
    throw error;
  }
}

async function keep(request: Request, answer: Response): Promise<void> {
  const headers = new Headers(answer.headers);
  headers.set(STORED, String(Date.now()));
  const stored = new Response(await answer.blob(), { status: 200, headers });
  const cache = await caches.open(DATA);
  await cache.put(request.url, stored);
  const held = await cache.keys();
  await Promise.all(
    held.slice(0, Math.max(0, held.length - MOST_ANSWERS)).map((old) => cache.delete(old)),
  );
}
