/** The figures of a span, beside those of the span before. */

import { answerOf, api } from "@platform/api";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Filters, toQuery } from "../../incidents/filters";

export function analyticsQuery(filters: Filters, me: string | undefined) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Without a status all count: what is over is most of what there was.
  const query = { ...toQuery(filters, me), status: filters.status, time_zone: zone };
  return queryOptions({
    queryKey: ["stats", "analytics", query],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/stats/analytics", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}
