/** Live updates into the data on screen. */

import type { Incident, LiveUpdate } from "@platform/api";
import type { QueryClient } from "@tanstack/react-query";
import { updateIncidents } from "./cache";

/** A JSON merge patch (RFC 7396) of one incident; only its top level is ever nested. */
function patched(incident: Incident, update: LiveUpdate): Incident {
  return { ...incident, ...update.patch, id: incident.id, version: update.version };
}

/** Applies what is newer than the data held, and renews what belongs to the changed incidents. */
export function applyUpdates(client: QueryClient, updates: LiveUpdate[]): void {
  const byIncident = new Map<string, LiveUpdate[]>();
  for (const update of updates) {
    if (update.topic !== "incident") continue;
    byIncident.set(update.id, [...(byIncident.get(update.id) ?? []), update]);
  }
  if (byIncident.size === 0) return;

  updateIncidents(client, (incident) => {
    const changes = byIncident.get(incident.id) ?? [];
    return changes.reduce(
      (held, update) => (update.version > held.version ? patched(held, update) : held),
      incident,
    );
  });
  for (const id of byIncident.keys()) {
    client.invalidateQueries({ queryKey: ["about-incident", id] });
  }
}
