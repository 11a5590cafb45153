/** Incidents and what belongs to one, as queries. */

import { answerOf, api, type Incident } from "@platform/api";
import { serverNow } from "@platform/ui";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Filters, toQuery } from "./filters";

const PAGE_SIZE = 100;
const TIMELINE_SIZE = 500;
/** How often, and how long after the opening, to ask whether the analysis is done. */
const ANALYSIS_POLL_MS = 3000;
const ANALYSIS_EXPECTED_MS = 120_000;

export const listKey = ["incidents"] as const;
export const detailKey = ["incident"] as const;

/** The list in windows of 100 rows. `me` is the person behind `assignee=me`. */
export function incidentListQuery(filters: Filters, me: string | undefined) {
  const query = { ...toQuery(filters, me), limit: PAGE_SIZE };
  return infiniteQueryOptions({
    queryKey: [...listKey, query],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET("/api/v1/incidents", {
          params: { query: { ...query, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** How many incidents each value of a filter would show. */
export function facetsQuery(filters: Filters, me: string | undefined) {
  const query = toQuery(filters, me);
  return queryOptions({
    queryKey: ["facets", query],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/incidents/facets", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

/** The newest incidents with a text in them; for the palette. */
export function incidentSearchQuery(text: string) {
  return queryOptions({
    queryKey: ["incident-search", text],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/incidents", { params: { query: { q: text, limit: 6 } }, signal })),
    enabled: text.length >= 2,
  });
}

export function incidentQuery(number: string) {
  return queryOptions({
    queryKey: [...detailKey, number],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents/{incident}", { params: { path: { incident: number } }, signal }),
      ),
  });
}

/** Everything below belongs to one incident and is renewed when the stream reports a change of it. */
export const aboutKey = (incident: Incident, part: string) =>
  ["about-incident", incident.id, part] as const;

export function timelineQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "timeline"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents/{incident}/timeline", {
          params: { path: { incident: incident.id }, query: { limit: TIMELINE_SIZE } },
          signal,
        }),
      ),
  });
}

export function alertsQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "alerts"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/alerts", { params: { query: { incident_id: incident.id } }, signal }),
      ),
  });
}

export function suggestionsQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "suggestions"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/suggestions", { params: { query: { incident_id: incident.id } }, signal }),
      ),
    refetchInterval: (query) => {
      const isFresh = Date.parse(incident.opened_at) > serverNow() - ANALYSIS_EXPECTED_MS;
      return isFresh && query.state.data && !query.state.data.analyzed_at
        ? ANALYSIS_POLL_MS
        : false;
    },
  });
}

export function deliveriesQuery(incident: Incident) {
  return queryOptions({
    queryKey: aboutKey(incident, "deliveries"),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/deliveries", { params: { query: { incident_id: incident.id } }, signal }),
      ),
  });
}

export function onCallQuery(team: string) {
  return queryOptions({
    queryKey: ["on-call", team],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/oncall/current", { params: { query: { team } }, signal })),
    staleTime: 60_000,
  });
}
