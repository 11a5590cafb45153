/** Short messages about what just happened, with one action at most (Undo). */

import { createStore, useStore } from "../store";

export interface Toast {
  id: number;
  tone: "info" | "success" | "error";
  message: string;
  action?: { label: string; run(): void };
}

const SHOWN_MS = 6000;
/** Whoever may undo something gets 10 seconds for it. */
const SHOWN_WITH_ACTION_MS = 10_000;
const MOST_SHOWN = 4;

const toasts = createStore<readonly Toast[]>([]);
let nextId = 1;

export function useToasts(): readonly Toast[] {
  return useStore(toasts);
}

export function showToast(toast: Omit<Toast, "id">): number {
  const id = nextId++;
  toasts.set([...toasts.get().slice(1 - MOST_SHOWN), { ...toast, id }]);
  return id;
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Runs the action of the newest message that has one; true if there was one. */
export function runLatestToastAction(): boolean {
  const latest = toasts.get().findLast((toast) => toast.action);
  if (!latest) return false;
  dismissToast(latest.id);
  latest.action?.run();
  return true;
}

/** How long a message stays; an error stays until it is dismissed. */
export function shownFor(toast: Toast): number | undefined {
  if (toast.tone === "error") return undefined;
  return toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS;
}
