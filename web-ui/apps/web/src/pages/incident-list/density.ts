/** How close the rows stand; remembered in this browser. */

import { createStore, readPreference, useStore, writePreference } from "@platform/ui";

export type Density = "comfortable" | "compact";

const density = createStore<Density>(
  readPreference("density") === "compact" ? "compact" : "comfortable",
);

export function useDensity(): Density {
  return useStore(density);
}

export function toggleDensity(): void {
  const next = density.get() === "compact" ? "comfortable" : "compact";
  writePreference("density", next);
  density.set(next);
}
