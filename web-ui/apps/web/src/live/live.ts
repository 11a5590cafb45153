/** The live stream of this page: its state, and where its updates go. */

import { followLive, type LiveState, type LiveUpdate } from "@platform/api";
import { createStore, useStore } from "@platform/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { applyUpdates } from "../incidents/live-updates";

const STREAM = "/api/stream?topics=incident";
/** How often lists ask the server while the stream is gone. */
const POLL_MS = 5000;

export interface LiveStatus {
  state: LiveState;
  /** When the stream was last in order, in milliseconds. */
  liveUntil: number;
}

const status = createStore<LiveStatus>({ state: "connecting", liveUntil: Date.now() });
const listeners = new Set<(updates: LiveUpdate[]) => void>();

export function useLiveStatus(): LiveStatus {
  return useStore(status);
}

/** Queries in view poll while there are no live updates. */
export function usePolling(): number | false {
  return useLiveStatus().state === "lost" ? POLL_MS : false;
}

/** Calls back with every batch of updates while the component is mounted. */
export function useLiveUpdates(listener: (updates: LiveUpdate[]) => void): void {
  useEffect(() => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [listener]);
}

/** Follows the stream while the shell is mounted. */
export function useLiveStream(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      followLive(STREAM, {
        onState(state) {
          const wasLive = status.get().state === "live";
          const liveUntil = wasLive || state === "live" ? Date.now() : status.get().liveUntil;
          status.set({ state, liveUntil });
        },
        onUpdates(updates) {
          applyUpdates(client, updates);
          for (const listener of listeners) listener(updates);
        },
        onResync() {
          client.invalidateQueries();
        },
      }),
    [client],
  );
}
