/** What administrators look after. */

import { answerOf, api, type Schemas } from "@platform/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

export type ApiKey = Schemas["ApiKey"];
export type AuditEntry = Schemas["AuditEntry"];
export type Role = Schemas["Role"];
export type SlaPolicy = Schemas["SlaPolicy"];

export const ROLES: readonly Role[] = ["viewer", "responder", "manager", "admin"];

export const keysKey = ["api-keys"] as const;

export const apiKeysQuery = queryOptions({
  queryKey: keysKey,
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/api-keys", { signal })),
});

export function auditQuery(target: string) {
  return infiniteQueryOptions({
    queryKey: ["audit-log", target],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET("/api/v1/audit-log", {
          params: { query: { target: target || undefined, cursor: pageParam, limit: 50 } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

const VERSIONS = {
  "alert-ingestion": () => api.GET("/api/v1/ops/alert-ingestion/version"),
  "incident-management": () => api.GET("/api/v1/ops/incident-management/version"),
  oncall: () => api.GET("/api/v1/ops/oncall/version"),
  notification: () => api.GET("/api/v1/ops/notification/version"),
  "ai-analysis": () => api.GET("/api/v1/ops/ai-analysis/version"),
} as const;

export type ServiceName = keyof typeof VERSIONS;
export const SERVICES = Object.keys(VERSIONS) as ServiceName[];

/** Whether a service answers, with what version, and how fast. */
export function serviceHealthQuery(name: ServiceName) {
  return queryOptions({
    queryKey: ["service-health", name],
    queryFn: async () => {
      const began = performance.now();
      const { version } = await answerOf(VERSIONS[name]());
      return { version, ms: Math.round(performance.now() - began) };
    },
    refetchInterval: 15_000,
    retry: false,
  });
}
