/** What the page asks besides the incident itself: one query a panel, so that one may fail alone. */

import { answerOf, api, type Incident } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";
import { aboutKey } from "../../incidents/queries";

const MINUTE_MS = 60_000;
/** Changes this long before and after the opening may have to do with it. */
const CHANGE_WINDOW_MS = 60 * MINUTE_MS;

const pathOf = (incident: Incident) => ({ path: { incident: incident.id } });

/** Deploys, flags and settings of the service and of what it depends on, around the opening. */
export function changesQuery(incident: Incident) {
  const opened = Date.parse(incident.opened_at);
  return queryOptions({
    queryKey: aboutKey(incident, "changes"),
    queryFn: async ({ signal }) => {
      const upstream = await answerOf(
        api.GET("/api/v1/services/{slug}", {
          params: { path: { slug: incident.service } },
          signal,
        }),
      ).then(
        (service) => [...service.depends_on, ...service.runs_on],
        // A service that is not in the catalogue, or no catalogue: its own changes are still told.
        () => [],
      );
      const query = {
        service: [incident.service, ...upstream].slice(0, 50),
        since: new Date(opened - CHANGE_WINDOW_MS).toISOString(),
        until: new Date(opened + CHANGE_WINDOW_MS).toISOString(),
      };
      return answerOf(api.GET("/api/v1/changes", { params: { query }, signal }));
    },
    staleTime: MINUTE_MS,
  });
}

export function runbooksQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "runbooks"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents/{incident}/runbooks", { params: pathOf(incident), signal }),
      ),
  });
}

export function similarQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "similar"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/similar", { params: { query: { incident_id: incident.id } }, signal }),
      ),
    staleTime: MINUTE_MS,
  });
}

export function recurrenceQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "recurrence"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents/{incident}/recurrence", { params: pathOf(incident), signal }),
      ),
    staleTime: MINUTE_MS,
  });
}

export function traceQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "trace"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/escalations/{incident_id}/trace", {
          params: { path: { incident_id: incident.id } },
          signal,
        }),
      ),
  });
}

export function escalationQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "escalation"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/escalations/{incident_id}", {
          params: { path: { incident_id: incident.id } },
          signal,
        }),
      ),
  });
}

export function rcaQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "rca"),
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/incidents/{incident}/rca", { params: pathOf(incident), signal })),
  });
}

export function actionItemsQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "action-items"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents/{incident}/action-items", { params: pathOf(incident), signal }),
      ),
  });
}

export function peopleQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "people"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents/{incident}/people", { params: pathOf(incident), signal }),
      ),
  });
}

export function linksQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "links"),
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/incidents/{incident}/links", { params: pathOf(incident), signal })),
  });
}

export function ticketsQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "tickets"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents/{incident}/tickets", { params: pathOf(incident), signal }),
      ),
  });
}
