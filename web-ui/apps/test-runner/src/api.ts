/** The test runner's own small API. */

import { ApiError } from "@platform/api";
import type { Severity } from "@platform/ui";
import { queryOptions } from "@tanstack/react-query";

export interface Scenario {
  id: string;
  name: string;
  category: string;
  service: string;
  severity: Severity;
  description: string;
  payload: Record<string, unknown>;
  expected: string;
}

export interface SendResult {
  scenario_id: string;
  status: number | string;
  alert_id: string | null;
  incident_id: string | null;
  correlation: string | null;
  latency_ms: number;
  error?: string | null;
}

export interface ServiceHealth {
  name: string;
  ok: boolean;
  latency_ms: number | null;
  version: string | null;
}

const TIME_LIMIT_MS = 20_000;

async function ask<T>(path: string, method: "GET" | "POST" = "GET"): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { method, signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  } catch (cause) {
    throw new ApiError(0, cause instanceof Error ? cause.message : "no answer");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new ApiError(response.status, body.title ?? `HTTP ${response.status}`, body.detail);
  }
  return body as T;
}

export const scenariosQuery = queryOptions({
  queryKey: ["scenarios"],
  queryFn: () => ask<{ scenarios: Scenario[] }>("/api/scenarios"),
  staleTime: Number.POSITIVE_INFINITY,
  select: (answer) => answer.scenarios,
});

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: () => ask<{ services: ServiceHealth[] }>("/api/targets/health"),
  refetchInterval: 5000,
  select: (answer) => answer.services,
});

export function sendScenario(id: string): Promise<SendResult> {
  return ask<SendResult>(`/api/scenarios/${encodeURIComponent(id)}/send`, "POST");
}
