/** One connection to `/api/stream` that is always being re-made, with a watch on its heartbeats. */

import * as v from "valibot";
import { hadSession, refreshSession } from "../session";
import { readEventStream, type ServerEvent } from "./event-stream";

const LiveUpdateSchema = v.object({
  topic: v.string(),
  id: v.string(),
  version: v.number(),
  patch: v.record(v.string(), v.unknown()),
});

/** A change of one entity; `patch` is a JSON merge patch. */
export type LiveUpdate = v.InferOutput<typeof LiveUpdateSchema>;

export type LiveState = "connecting" | "live" | "lost";

export interface ConnectionHandlers {
  onUpdate(update: LiveUpdate): void;
  onState(state: LiveState): void;
  /** Anything arrived: the connection is alive. */
  onAlive(): void;
  /** Connected again after a break, in which something may have been missed. */
  onResync(): void;
}

/** Two heartbeats missed. */
export const SILENCE_MS = 30_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/** Keeps connected until `signal` is aborted. */
export async function keepConnected(
  url: string,
  handlers: ConnectionHandlers,
  signal: AbortSignal,
): Promise<void> {
  let lastEventId = "";
  let failures = 0;
  let connectedBefore = false;

  const opened = () => {
    if (connectedBefore) handlers.onResync();
    connectedBefore = true;
    failures = 0;
    handlers.onState("live");
  };

  const received = (event: ServerEvent) => {
    if (event.id) lastEventId = event.id;
    const update = parseUpdate(event.data);
    if (update) handlers.onUpdate(update);
  };

  handlers.onState("connecting");
  while (!signal.aborted) {
    try {
      await readOnce(url, lastEventId, { opened, received, alive: handlers.onAlive }, signal);
    } catch {
      failures += 1;
    }
    if (signal.aborted) return;
    // A stream ends by itself when the session is renewed; only a failure is worth a warning.
    handlers.onState(failures > 0 ? "lost" : "connecting");
    await pause(delayAfter(failures), signal);
  }
}

interface ReadHandlers {
  opened(): void;
  received(event: ServerEvent): void;
  alive(): void;
}

async function readOnce(
  url: string,
  lastEventId: string,
  { opened, received, alive }: ReadHandlers,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new Error("no heartbeat")), SILENCE_MS);
    alive();
  };
  try {
    listen();
    const response = await globalThis.fetch(url, {
      headers: {
        Accept: "text/event-stream",
        ...(lastEventId && { "Last-Event-ID": lastEventId }),
      },
      cache: "no-store",
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (response.status === 401 && hadSession()) await refreshSession();
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    opened();
    for await (const event of readEventStream(response.body, listen)) received(event);
  } finally {
    clearTimeout(timer);
  }
}

function parseUpdate(data: string): LiveUpdate | null {
  try {
    const parsed = v.safeParse(LiveUpdateSchema, JSON.parse(data));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** Full jitter, so that a restart of the server is not met by all browsers at once. */
function delayAfter(failures: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
  return failures === 0 ? FIRST_DELAY_MS * Math.random() : ceiling * (0.5 + Math.random() / 2);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
