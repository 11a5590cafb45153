/** Escalation policies, what they would do, and whether their people can be reached. */

import { answerOf, api, type Schemas } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";

export type Policy = Schemas["Policy"];
export type PolicyLevel = Schemas["PolicyLevel-Output"];
export type Target = Schemas["PolicyTarget-Output"];
export type PolicyVersion = Schemas["PolicyVersion"];
export type Step = Schemas["ReasonedStep"];
export type SimulatedAlert = Schemas["SimulatedAlert"];

export const policiesKey = ["policies"] as const;

export const policiesQuery = queryOptions({
  queryKey: [...policiesKey, "all"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/escalation-policies", { params: { query: { limit: 200 } }, signal })),
  select: (page) => page.items,
});

export function policyQuery(slug: string) {
  return queryOptions({
    queryKey: [...policiesKey, slug, "definition"],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/escalation-policies/{slug}", { params: { path: { slug } }, signal }),
      ),
  });
}

export function versionsQuery(slug: string) {
  return queryOptions({
    queryKey: [...policiesKey, slug, "versions"],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/escalation-policies/{slug}/versions", {
          params: { path: { slug } },
          signal,
        }),
      ),
    select: (versions) => versions.toSorted((left, right) => right.version - left.version),
  });
}

export function reachabilityQuery(person: string) {
  return queryOptions({
    queryKey: ["reachability", person],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/notifications/reachability", {
          params: { query: { person_id: person } },
          signal,
        }),
      ),
    staleTime: 30_000,
  });
}

export function simulate(body: Schemas["SimulateAlert"]): Promise<SimulatedAlert> {
  return answerOf(api.POST("/api/v1/simulate", { body }));
}
