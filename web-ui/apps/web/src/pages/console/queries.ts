/** What a first responder looks at: alerts, the plan of one incident, monitors, reports. */

import { answerOf, api, type Schemas } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";

export type ActionPlan = Schemas["ActionPlan"];
export type PlannedAction = Schemas["PlannedAction"];
export type Monitor = Schemas["Monitor"];
export type Report = Schemas["Report"];
export type Target = Schemas["ReportSettings"]["targets"][number];

export const planKey = ["action-plan"] as const;
export const monitorsKey = ["monitors"] as const;
export const reportSettingsKey = ["report-settings"] as const;
export const reportsKey = ["reports"] as const;

const FEED_MS = 3000;
const FEED_SIZE = 20;

export const feedQuery = queryOptions({
  queryKey: ["alert-feed"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/alerts", { params: { query: { limit: FEED_SIZE } }, signal })),
  select: (page) => page.items,
  refetchInterval: FEED_MS,
});

export function planQuery(incident: string) {
  return queryOptions({
    queryKey: [...planKey, incident],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/suggestions/{incident_id}/plan", {
          params: { path: { incident_id: incident } },
          signal,
        }),
      ),
    // The analysis takes a moment after the alert.
    refetchInterval: (query) => (query.state.data?.hypotheses.length ? false : FEED_MS),
    retry: false,
  });
}

export const monitorsQuery = queryOptions({
  queryKey: monitorsKey,
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/monitors", { signal })),
  select: (page) => page.items,
  refetchInterval: FEED_MS,
});

export const reportSettingsQuery = queryOptions({
  queryKey: reportSettingsKey,
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/reports/settings", { signal })),
});

export function reportsQuery(incident: string) {
  return queryOptions({
    queryKey: [...reportsKey, incident],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/reports", { params: { query: { incident_id: incident } }, signal }),
      ),
    refetchInterval: FEED_MS,
  });
}
