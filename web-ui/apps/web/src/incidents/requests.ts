/** The calls that change an incident. */

import { answerOf, api, type Incident, idempotencyKey } from "@platform/api";
import type { Status } from "@platform/ui";

export type Action =
  | { name: "acknowledge" }
  | { name: "resolve" }
  | { name: "reopen" }
  | { name: "status"; status: Status };

const TARGETS = { acknowledge: "acknowledged", resolve: "resolved", reopen: "open" } as const;

/** The status an incident has after the action. */
export function targetOf(action: Action): Status {
  return action.name === "status" ? action.status : TARGETS[action.name];
}

/** Sends the action; `If-Match` says which version the person was looking at. */
export function sendAction(incident: Incident, action: Action): Promise<Incident> {
  const params = { path: { incident: incident.id } };
  const headers = { "Idempotency-Key": idempotencyKey(), "If-Match": String(incident.version) };
  // Somebody acknowledges and puts the phone away: the request outlives the page.
  const common = { params, headers, keepalive: true };
  switch (action.name) {
    case "acknowledge":
      return answerOf(
        api.POST("/api/v1/incidents/{incident}/acknowledge", {
          ...common,
          body: { note: "" },
        }),
      );
    case "resolve":
      return answerOf(
        api.POST("/api/v1/incidents/{incident}/resolve", { ...common, body: { note: "" } }),
      );
    case "reopen":
      return answerOf(
        api.POST("/api/v1/incidents/{incident}/reopen", { ...common, body: { note: "" } }),
      );
    case "status":
      return answerOf(
        api.POST("/api/v1/incidents/{incident}/status", {
          ...common,
          body: { status: action.status, note: "" },
        }),
      );
  }
}
