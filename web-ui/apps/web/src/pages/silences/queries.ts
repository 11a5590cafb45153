/** Silences and maintenance windows: what holds pages back. */

import { answerOf, api, type Schemas } from "@platform/api";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

export type Silence = Schemas["Silence"];
export type Maintenance = Schemas["Maintenance"];
export type Matcher = Schemas["LabelMatcher"];

export const silencesKey = ["silences"] as const;
export const maintenanceKey = ["maintenance"] as const;
const RENEW_MS = 30_000;

export function silencesQuery(includeExpired: boolean) {
  return queryOptions({
    queryKey: [...silencesKey, includeExpired],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/silences", {
          params: { query: { include_expired: includeExpired, limit: 200 } },
          signal,
        }),
      ),
    select: (page) => page.items,
    refetchInterval: RENEW_MS,
  });
}

export const maintenanceQuery = queryOptions({
  queryKey: maintenanceKey,
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/maintenance", { params: { query: { limit: 200 } }, signal })),
  select: (page) => page.items,
  refetchInterval: RENEW_MS,
});

export function previewQuery(matchers: readonly Matcher[]) {
  return queryOptions({
    queryKey: ["silence-preview", matchers],
    queryFn: ({ signal }) =>
      answerOf(api.POST("/api/v1/silences/preview", { body: { matchers: [...matchers] }, signal })),
    enabled: matchers.length > 0,
    placeholderData: keepPreviousData,
  });
}
