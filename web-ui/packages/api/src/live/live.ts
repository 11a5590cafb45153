/**
 * Live updates, with one stream per browser: the tab that holds a Web Lock reads it and tells the
 * other tabs. Web Locks need https or localhost; elsewhere each visible tab has a stream of its own.
 */

import {
  type ConnectionHandlers,
  keepConnected,
  type LiveState,
  type LiveUpdate,
  SILENCE_MS,
} from "./connection";

export interface LiveHandlers {
  /** Changes of the last quarter of a second. */
  onUpdates(updates: LiveUpdate[]): void;
  onState(state: LiveState): void;
  /** The stream gave a sign of life. */
  onAlive(): void;
  onResync(): void;
}

type TabMessage =
  | { kind: "hello" }
  | { kind: "alive" }
  | { kind: "resync" }
  | { kind: "state"; state: LiveState }
  | { kind: "update"; update: LiveUpdate };

const BATCH_MS = 250;
const LOCK = "live-stream";

/** Starts following the stream. Returns the function that stops it. */
export function followLive(url: string, handlers: LiveHandlers): () => void {
  const stop = new AbortController();
  const receive = receiver(handlers, stop.signal);
  if (globalThis.navigator?.locks) followShared(url, receive, stop.signal);
  else followWhileVisible(url, receive, stop.signal);
  return () => stop.abort();
}

/** Hands messages on to the page; updates are gathered so that a burst renders once. */
function receiver(handlers: LiveHandlers, signal: AbortSignal): (message: TabMessage) => void {
  let batch: LiveUpdate[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const updates = batch;
    batch = [];
    handlers.onUpdates(updates);
  };
  signal.addEventListener("abort", () => clearTimeout(timer));
  return (message) => {
    if (message.kind === "state") handlers.onState(message.state);
    else if (message.kind === "alive") handlers.onAlive();
    else if (message.kind === "resync") handlers.onResync();
    else if (message.kind === "update") {
      batch.push(message.update);
      timer ??= setTimeout(flush, BATCH_MS);
    }
  };
}

function connectionHandlers(tell: (message: TabMessage) => void): ConnectionHandlers {
  return {
    onUpdate: (update) => tell({ kind: "update", update }),
    onState: (state) => tell({ kind: "state", state }),
    onAlive: () => tell({ kind: "alive" }),
    onResync: () => tell({ kind: "resync" }),
  };
}

function followShared(
  url: string,
  receive: (message: TabMessage) => void,
  signal: AbortSignal,
): void {
  const channel = new BroadcastChannel(LOCK);
  let leadership: AbortController | null = null;
  let state: LiveState = "connecting";
  let silence: ReturnType<typeof setTimeout> | undefined;

  const lead = () => {
    leadership = new AbortController();
    clearTimeout(silence);
    const tell = (message: TabMessage) => {
      if (message.kind === "state") state = message.state;
      if (!signal.aborted) channel.postMessage(message);
      receive(message);
    };
    const until = AbortSignal.any([signal, leadership.signal]);
    return keepConnected(url, connectionHandlers(tell), until);
  };

  const queue = (options: LockOptions): Promise<void> =>
    navigator.locks.request(LOCK, options, lead).then(undefined, () => {
      // Another tab took the lock because it had heard nothing from us; or we are done.
      leadership?.abort();
      leadership = null;
      if (!signal.aborted) queue({ signal });
    });

  /** A leader that went silent may be frozen by its browser: take its place. */
  const watchLeader = () => {
    clearTimeout(silence);
    if (leadership) return;
    silence = setTimeout(() => {
      receive({ kind: "state", state: "lost" });
      queue({ steal: true });
    }, SILENCE_MS * 1.5);
  };

  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === "hello") {
      if (leadership) channel.postMessage({ kind: "state", state } satisfies TabMessage);
      return;
    }
    watchLeader();
    receive(data);
  };

  signal.addEventListener("abort", () => {
    clearTimeout(silence);
    channel.close();
  });
  queue({ signal });
  channel.postMessage({ kind: "hello" } satisfies TabMessage);
  watchLeader();
}

function followWhileVisible(
  url: string,
  receive: (message: TabMessage) => void,
  signal: AbortSignal,
): void {
  let current: AbortController | null = null;
  const update = () => {
    if (document.hidden || signal.aborted) {
      current?.abort();
      current = null;
    } else if (!current) {
      current = new AbortController();
      keepConnected(url, connectionHandlers(receive), AbortSignal.any([signal, current.signal]));
      // Whatever changed while the tab was hidden was not seen.
      receive({ kind: "resync" });
    }
  };
  document.addEventListener("visibilitychange", update, { signal });
  update();
}
