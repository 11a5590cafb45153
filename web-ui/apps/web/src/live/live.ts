/** The live stream of this page: its state, and where its updates go. */

import { followLive, type LiveState, type LiveUpdate, observeResponses } from "@platform/api";
import { createStore, useStore } from "@platform/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { applyUpdates } from "../incidents/live-updates";
import { storedAt } from "../push/service-worker";

const STREAM = "/api/stream?topics=incident";
/** How often lists ask the server while the stream is gone. */
const POLL_MS = 5000;

const state = createStore<LiveState>("connecting");
/** When something was last heard of the server, by stream or by answer, in milliseconds. */
const lastHeard = createStore(Date.now());
const hear = () => lastHeard.set(Date.now());

observeResponses((response) => {
  if (!response.ok) return;
  const stored = storedAt(response);
  if (!stored) hear();
  else lastHeard.set(Math.min(stored, lastHeard.get()));
});

const listeners = new Set<(updates: LiveUpdate[]) => void>();

export function useLiveState(): LiveState {
  return useStore(state);
}

export function useLastHeard(): number {
  return useStore(lastHeard);
}

/** Queries in view poll while there are no live updates. */
export function usePolling(): number | false {
  return useLiveState() === "lost" ? POLL_MS : false;
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
        onState: state.set,
        onAlive: hear,
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
