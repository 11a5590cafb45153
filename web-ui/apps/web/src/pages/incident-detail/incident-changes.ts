/** The calls behind the dialogs and the menu of an incident. */

import { answerOf, api, type Incident, idempotencyKey, type PersonRef } from "@platform/api";
import type { Severity } from "@platform/ui";

const pathOf = (incident: Incident) => ({ params: { path: { incident: incident.id } } });

export const escalate = (incident: Incident) =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/escalate", {
      ...pathOf(incident),
      headers: { "Idempotency-Key": idempotencyKey() },
      body: { note: "" },
    }),
  );

export const unacknowledge = (incident: Incident) =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/unacknowledge", {
      ...pathOf(incident),
      body: { note: "" },
    }),
  );

export const snooze = (incident: Incident, until: string, note: string) =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/snooze", {
      ...pathOf(incident),
      body: { until, note },
    }),
  );

export const unsnooze = (incident: Incident) =>
  answerOf(api.POST("/api/v1/incidents/{incident}/unsnooze", pathOf(incident)));

export const reassign = (incident: Incident, person: PersonRef, note: string) =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/reassign", {
      ...pathOf(incident),
      body: { people: [person], note },
    }),
  );

export const addResponder = (incident: Incident, person: PersonRef, page: boolean) =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/responders", {
      ...pathOf(incident),
      body: { person, page, note: "" },
    }),
  );

export const removeResponder = (incident: Incident, person: PersonRef) =>
  answerOf(
    api.DELETE("/api/v1/incidents/{incident}/responders/{person_id}", {
      params: { path: { incident: incident.id, person_id: person.id } },
    }),
  );

export const setWatch = (incident: Incident, watching: boolean) =>
  watching
    ? answerOf(api.PUT("/api/v1/incidents/{incident}/watch", pathOf(incident)))
    : answerOf(api.DELETE("/api/v1/incidents/{incident}/watch", pathOf(incident)));

export interface IncidentEdit {
  title?: string;
  description?: string;
  severity?: Severity;
  note?: string;
}

/** Refused when somebody else has changed the incident since it was read. */
export const edit = (incident: Incident, { note = "", ...values }: IncidentEdit) =>
  answerOf(
    api.PATCH("/api/v1/incidents/{incident}", {
      ...pathOf(incident),
      headers: { "If-Match": String(incident.version) },
      body: { ...values, note },
    }),
  );

export const mergeInto = (incident: Incident, target: string, note: string) =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/merge", {
      ...pathOf(incident),
      body: { into: target, note },
    }),
  );

export type LinkKind = "related" | "caused_by" | "same_cause" | "duplicate";

export const link = (incident: Incident, other: string, kind: LinkKind) =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/links", {
      ...pathOf(incident),
      body: { incident: other, kind },
    }),
  );

export const unlink = (incident: Incident, other: string) =>
  answerOf(
    api.DELETE("/api/v1/incidents/{incident}/links/{other}", {
      params: { path: { incident: incident.id, other } },
    }),
  );

export const createTicket = (incident: Incident, tracker: "jira" | "github", title: string) =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/tickets", {
      ...pathOf(incident),
      body: { tracker, title },
    }),
  );
