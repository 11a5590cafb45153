/** The test runner's own small API. */

import { ApiError } from "@platform/api";
import type { Severity } from "@platform/ui";
import { queryOptions } from "@tanstack/react-query";

export const FORMS = ["native", "alertmanager", "pagerduty", "opsgenie"] as const;
export type Form = (typeof FORMS)[number];

export interface Scenario {
  id: string;
  name: string;
  category: string;
  service: string;
  severity: Severity;
  description: string;
  payloads: Record<Form, unknown>;
  expected: string;
}

export interface ScenarioList {
  scenarios: Scenario[];
  /** Those that can be sent from here. */
  forms: Form[];
  public_url: string;
}

export interface FieldError {
  field: string;
  reason: string;
}

export type HopState = "waiting" | "done" | "before" | "none" | "failed" | "late";

export interface Hop {
  state: HopState;
  latency_ms: number | null;
  text: string;
}

export const HOPS = ["incident", "person", "notification", "suggestion"] as const;
export type HopName = (typeof HOPS)[number];

export type Outcome = "pending" | "new" | "existing" | "deduplicated" | "none" | "refused";

export interface Run {
  id: string;
  kind: "scenario" | "custom" | "continuous" | "storm";
  name: string;
  scenario_id: string | null;
  form: Form;
  service: string;
  severity: string;
  sent_at: string;
  status: number | string;
  latency_ms: number;
  outcome: Outcome;
  reason: string;
  error: string | null;
  errors: FieldError[];
  incident_id: string | null;
  incident_number: number | null;
  chain: (Record<HopName, Hop> & { page_ms: number | null }) | null;
}

export interface StormOrder {
  count: number;
  duplicate_share: number;
  jitter_seconds: number;
  form: Form;
}

export interface ContinuousOrder {
  interval_seconds: number;
  scenarios: string[];
  form: Form;
}

export interface RunnerState {
  totals: Record<"sent" | "failed" | "new" | "existing" | "deduplicated" | "none", number>;
  batch: {
    running: boolean;
    total: number;
    done: number;
    failed: number;
    started_at: string | null;
  };
  storm: {
    running: boolean;
    order: StormOrder | null;
    sent: number;
    failed: number;
    outcomes: Partial<Record<Outcome, number>>;
    incidents: number;
    p50_ms: number | null;
    p95_ms: number | null;
    max_ms: number | null;
    first_error: string | null;
  };
  continuous: {
    running: boolean;
    order: ContinuousOrder | null;
    started_at: string | null;
    stops_at: string | null;
    ended: string;
    sent: number;
    failed: number;
  };
  ending: {
    running: boolean;
    total: number;
    done: number;
    failed: number;
    error: string | null;
    ended_at: string | null;
  };
  runs: Run[];
}

export interface PartHealth {
  name: string;
  ok: boolean;
  latency_ms: number | null;
  version: string | null;
  reason: string;
}

const TIME_LIMIT_MS = 20_000;

async function ask<T>(path: string, method = "GET", body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
  } catch (cause) {
    throw new ApiError(0, cause instanceof Error ? cause.message : "no answer");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, reasonIn(answer, response.status));
  return answer as T;
}

/** FastAPI says why in `detail`: a text, or a list with a message for each field. */
function reasonIn(answer: { detail?: unknown }, status: number): string {
  const { detail } = answer;
  if (typeof detail === "string") return detail;
  if (Array.isArray(detail) && detail[0]?.msg) return `${detail[0].loc?.at(-1)}: ${detail[0].msg}`;
  return `HTTP ${status}`;
}

export const scenariosQuery = queryOptions({
  queryKey: ["scenarios"],
  queryFn: () => ask<ScenarioList>("/api/scenarios"),
  staleTime: Number.POSITIVE_INFINITY,
});

const POLL_BUSY_MS = 400;
const POLL_IDLE_MS = 2000;

/** Kept by the server, so that a page that is loaded again shows the same. Unchanged, it is a 304. */
export const stateQuery = queryOptions({
  queryKey: ["state"],
  queryFn: () => ask<RunnerState>("/api/state"),
  refetchInterval: ({ state: { data } }) => (data && isBusy(data) ? POLL_BUSY_MS : POLL_IDLE_MS),
});

function isBusy({ batch, storm, continuous, ending, runs }: RunnerState): boolean {
  if ([batch, storm, continuous, ending].some((part) => part.running)) return true;
  return runs.some(({ chain }) => chain && HOPS.some((hop) => chain[hop].state === "waiting"));
}

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: () => ask<{ services: PartHealth[] }>("/api/targets/health"),
  refetchInterval: 5000,
  select: (answer) => answer.services,
});

export const sendScenario = (id: string, form: Form) =>
  ask<Run>(`/api/scenarios/${encodeURIComponent(id)}/send?form=${form}`, "POST");
export const sendAll = (form: Form) =>
  ask<RunnerState>(`/api/scenarios/send-all?form=${form}`, "POST");
export const checkOwn = (body: unknown) =>
  ask<{ errors: FieldError[] }>("/api/custom/check", "POST", { body });
export const sendOwn = (body: unknown, form: Form) =>
  ask<Run>("/api/custom/send", "POST", { body, form });
export const startStorm = (order: StormOrder) => ask<RunnerState>("/api/storm", "POST", order);
export const startContinuous = (order: ContinuousOrder) =>
  ask<RunnerState>("/api/continuous", "POST", order);
export const stop = (name: "storm" | "continuous" | "batch") =>
  ask<RunnerState>(`/api/${name}`, "DELETE");
export const resolveAll = () => ask<RunnerState>("/api/resolve-all", "POST");
export const clearRuns = () => ask<RunnerState>("/api/clear", "POST");
