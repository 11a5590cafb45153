/** What belongs to one service. */

import { answerOf, api } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";

export function incidentsOfQuery(service: string) {
  return queryOptions({
    queryKey: ["incidents-of", service],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/incidents", {
          params: { query: { service: [service], limit: 10 } },
          signal,
        }),
      ),
    select: (page) => page.items,
  });
}

export const slaPoliciesQuery = queryOptions({
  queryKey: ["sla-policies"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/sla-policies", { params: { query: { limit: 200 } }, signal })),
  select: (page) => page.items,
});
