/** Schedules, who is on call when, and what changes it. */

import { answerOf, api, type Schemas } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";

export type Schedule = Schemas["Schedule"];
export type FinalSchedule = Schemas["FinalSchedule"];
export type FinalShift = Schemas["FinalShift"];
export type Override = Schemas["Override"];
export type Person = Schemas["Person"];
export type PersonRef = Schemas["PersonRef"];
export type Swap = Schemas["Swap"];

/** Everything about schedules: renewed together after a change. */
export const schedulesKey = ["schedules"] as const;
const RENEW_MS = 30_000;

export const schedulesQuery = queryOptions({
  queryKey: [...schedulesKey, "all"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/schedules", { params: { query: { limit: 100 } }, signal })),
  select: (page) => page.items,
});

export function scheduleQuery(slug: string) {
  return queryOptions({
    queryKey: [...schedulesKey, slug, "definition"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/schedules/{slug}", { params: { path: { slug } }, signal })),
  });
}

const iso = (instant: number) => new Date(instant).toISOString();

/** What pages go by, between two instants. */
export function finalQuery(slug: string, since: number, until: number) {
  return queryOptions({
    queryKey: [...schedulesKey, slug, "final", since, until],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/schedules/{slug}/final", {
          params: { path: { slug }, query: { since: iso(since), until: iso(until) } },
          signal,
        }),
      ),
    refetchInterval: RENEW_MS,
  });
}

export function overridesQuery(slug: string, since: number, until: number) {
  return queryOptions({
    queryKey: [...schedulesKey, slug, "overrides", since, until],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/overrides", {
          params: { query: { schedule: slug, since: iso(since), until: iso(until) } },
          signal,
        }),
      ),
    refetchInterval: RENEW_MS,
  });
}

export function gapsQuery(slug: string) {
  return queryOptions({
    queryKey: [...schedulesKey, slug, "gaps"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/schedules/{slug}/gaps", { params: { path: { slug } }, signal })),
  });
}

export function fairnessQuery(slug: string, since: number, until: number) {
  return queryOptions({
    queryKey: [...schedulesKey, slug, "fairness", since, until],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/schedules/{slug}/fairness", {
          params: { path: { slug }, query: { since: iso(since), until: iso(until) } },
          signal,
        }),
      ),
  });
}

export function swapsQuery(slug: string) {
  return queryOptions({
    queryKey: [...schedulesKey, slug, "swaps"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/swaps", { params: { query: { schedule: slug } }, signal })),
    refetchInterval: RENEW_MS,
  });
}

type LayerTimes = Omit<Schemas["RenderedLayer"], "id" | "users">;

/** A layer as stored or as being edited; who is in it by id. */
export type Layer = LayerTimes & {
  id?: string | null;
  users: Schemas["Layer-Input"]["users"];
};

/** What layers alone would give: one list of shifts for each of `groups`. */
export function renderedQuery(
  definition: { timezone: string; mode: Schedule["mode"] },
  groups: readonly (readonly Layer[])[],
  since: number,
  until: number,
) {
  return queryOptions({
    queryKey: [...schedulesKey, "rendered", definition, groups, since, until],
    queryFn: ({ signal }) =>
      Promise.all(
        groups.map(async (layers) => {
          const schedule = {
            timezone: definition.timezone,
            mode: definition.mode,
            overrides: [],
            fixed: [],
            edits: [],
            layers: layers.map((layer, index) => ({ ...layer, id: layer.id || `new-${index}` })),
          };
          const body = { schedule, at: [], ranges: [{ since: iso(since), until: iso(until) }] };
          const answer = await answerOf(api.POST("/api/v1/schedules/render", { body, signal }));
          return answer.ranges[0]?.shifts ?? [];
        }),
      ),
    staleTime: 60_000,
  });
}

export function previewQuery(slug: string, definition: Schemas["PutSchedule"]) {
  return queryOptions({
    queryKey: [...schedulesKey, slug, "preview", definition],
    queryFn: ({ signal }) =>
      answerOf(
        api.POST("/api/v1/schedules/{slug}/preview", {
          params: { path: { slug } },
          body: definition,
          signal,
        }),
      ),
  });
}
