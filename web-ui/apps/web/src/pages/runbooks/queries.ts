/** Runbooks, and the knowledge the analysis works with. */

import { answerOf, api, type Schemas } from "@platform/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

export type Runbook = Schemas["Runbook"];
export type RunbookStep = Schemas["RunbookStep-Output"];
export type Knowledge = Schemas["Knowledge"];

export const runbooksKey = ["runbooks"] as const;
export const knowledgeKey = ["knowledge"] as const;

export function runbooksQuery(q: string, service: string) {
  return queryOptions({
    queryKey: [...runbooksKey, "list", q, service],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/runbooks", {
          params: { query: { q: q || undefined, service: service || undefined, limit: 200 } },
          signal,
        }),
      ),
    select: (page) => page.items,
    placeholderData: keepPreviousData,
  });
}

export function runbookQuery(id: string) {
  return queryOptions({
    queryKey: [...runbooksKey, id, "definition"],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/runbooks/{runbook_id}", {
          params: { path: { runbook_id: id } },
          signal,
        }),
      ),
  });
}

export function runbookVersionsQuery(id: string) {
  return queryOptions({
    queryKey: [...runbooksKey, id, "versions"],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/runbooks/{runbook_id}/versions", {
          params: { path: { runbook_id: id } },
          signal,
        }),
      ),
    select: (versions) => versions.toSorted((left, right) => right.version - left.version),
  });
}

export const knowledgeQuery = infiniteQueryOptions({
  queryKey: [...knowledgeKey, "list"],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET("/api/v1/knowledge", {
        params: { query: { cursor: pageParam, limit: 50 } },
        signal,
      }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

const TRAINING_POLL_MS = 3000;

export const knowledgeIndexQuery = queryOptions({
  queryKey: [...knowledgeKey, "index"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/knowledge/index", { signal })),
  refetchInterval: (query) =>
    query.state.data?.state === "waiting" || query.state.data?.state === "training"
      ? TRAINING_POLL_MS
      : false,
});

/** The categories of the taxonomy: every one has at least one packaged entry. */
export const categoriesQuery = queryOptions({
  queryKey: [...knowledgeKey, "categories"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/knowledge", { params: { query: { limit: 500 } }, signal })),
  select: (page) => [...new Set(page.items.map(({ category }) => category))].sort(),
  staleTime: 5 * 60_000,
});
