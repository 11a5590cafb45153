/** One 1 Hz ticker for every clock on the page, corrected by the `Date` header of the server. */

import { useSyncExternalStore } from "react";

let offset = 0;
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** The server's time, as well as the last answer told it, in milliseconds. */
export function serverNow(): number {
  return Date.now() + offset;
}

/** Takes the `Date` header of an answer. It counts whole seconds, so smaller differences are noise. */
export function correctClock(dateHeader: string | null): void {
  const told = dateHeader ? Date.parse(dateHeader) : Number.NaN;
  if (Number.isNaN(told)) return;
  const difference = told - Date.now();
  offset = Math.abs(difference) < 2000 ? 0 : difference;
}

function tick(): void {
  current = serverNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    tick();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * A text that depends on the time. The component renders again only when the text changes, so a
 * list of ages costs nothing while they read "3 h".
 */
export function useClockText(text: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => text(current));
}
