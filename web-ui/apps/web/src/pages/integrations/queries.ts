/** Who sends alerts, and which trackers tickets go to. */

import { answerOf, api, type Schemas } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";

export type Integration = Schemas["Integration"];
export type IntegrationCreated = Schemas["IntegrationCreated"];
export type KeptPayload = Schemas["KeptPayload"];
export type TrackerState = Schemas["TrackerState"];

export const integrationsKey = ["integrations"] as const;
export const trackersKey = ["trackers"] as const;

/** Formats that `/hooks/<key>` reads. */
export const SOURCES = [
  "generic",
  "alertmanager",
  "grafana",
  "pagerduty",
  "opsgenie",
  "cloudwatch",
  "sns",
  "datadog",
  "sentry",
  "azure",
  "zabbix",
  "uptime-kuma",
  "site24x7",
  "victorops",
  "goalert",
  "github",
  "gitlab",
  "email",
] as const;

export const integrationsQuery = queryOptions({
  queryKey: [...integrationsKey, "all"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/integrations", { params: { query: { limit: 200 } }, signal })),
  select: (page) => page.items,
});

const PAYLOADS = 20;

export function payloadsQuery(integration: string) {
  return queryOptions({
    queryKey: [...integrationsKey, integration, "payloads"],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/integrations/{integration_id}/payloads", {
          params: { path: { integration_id: integration }, query: { limit: PAYLOADS } },
          signal,
        }),
      ),
    select: (page) => page.items,
    refetchInterval: 15_000,
  });
}

export const jiraQuery = queryOptions({
  queryKey: [...trackersKey, "jira"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/jira", { signal })),
});

export const gitHubQuery = queryOptions({
  queryKey: [...trackersKey, "github"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/github", { signal })),
});
