/** The rows of the list, loaded in windows. */

import type { Incident } from "@platform/api";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Filters } from "../../incidents/filters";
import { incidentListQuery } from "../../incidents/queries";
import { usePolling } from "../../live/live";
import { useMe } from "../../session/session";

export interface IncidentList {
  incidents: Incident[];
  total: number | undefined;
  /** There are more than `total`; the server stopped counting. */
  totalIsCapped: boolean;
  error: Error | null;
  isLoading: boolean;
  hasMore: boolean;
  retry(): void;
  loadMore(): void;
}

export function useIncidentList(filters: Filters): IncidentList {
  const me = useMe();
  const query = useInfiniteQuery({
    ...incidentListQuery(filters, me?.person?.id),
    // "Mine" needs to know who I am; nobody has no incidents.
    enabled: filters.assignee !== "me" || Boolean(me?.person),
    refetchInterval: usePolling(),
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const incidents = useMemo(() => {
    // The list may have shifted between two windows: show a row once.
    const rows = data?.pages.flatMap((page) => page.items) ?? [];
    return [...new Map(rows.map((incident) => [incident.id, incident])).values()];
  }, [data]);

  return {
    incidents,
    total: data?.pages.at(-1)?.total,
    totalIsCapped: data?.pages.at(-1)?.total_capped ?? false,
    error: query.error,
    isLoading: query.isPending,
    hasMore: hasNextPage,
    retry: refetch,
    loadMore() {
      if (hasNextPage && !isFetchingNextPage) fetchNextPage();
    },
  };
}
