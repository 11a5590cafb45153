/** The whole app in a test: real router, real cache, the API faked at the network edge. */

import type { Incident, Me } from "@platform/api";
import { LanguageProvider, startKeyboard, startLanguage } from "@platform/ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { cleanup, render } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import { loadMessages } from "../locales/load";
import { createQueryClient } from "../query-client";
import { createAppRouter } from "../router";
import { onSignInRequired } from "../session/require-sign-in";

export const server = setupServer();

export function anIncident(fields: Partial<Incident> = {}): Incident {
  const number = fields.number ?? 42;
  return {
    id: `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`,
    number,
    title: `Error rate above 5 % on service ${number}`,
    description: "",
    service: "payment-api",
    environment: "production",
    severity: "critical",
    urgency: "high",
    status: "open",
    team: "platform",
    alert_count: 1,
    labels: {},
    correlation_reason: "",
    escalation_state: "triggered",
    opened_at: new Date(Date.now() - 192_000).toISOString(),
    allowed_statuses: ["acknowledged", "investigating", "mitigated", "resolved"],
    version: 1,
    updated_at: new Date().toISOString(),
    ...fields,
  };
}

export const nobody: Me = { anonymous: true, roles: {}, scopes: ["platform:read"] };

export const avery: Me = {
  anonymous: false,
  person: {
    id: "00000000-0000-7000-8000-0000000000a1",
    login: "avery",
    name: "Avery Cho",
    email: "avery@example.com",
    timezone: "UTC",
    language: "en",
    active: true,
    roles: { "*": "responder" },
  },
  roles: { "*": "responder" },
  scopes: ["platform:read", "incidents:write"],
  csrf_token: "token",
};

export const pageOf = <T,>(items: T[]) =>
  HttpResponse.json({ items, next_cursor: null, total: items.length, total_capped: false });

/** Answers for everything a page asks besides what the test is about. */
export function serveDefaults(me: Me, incidents: Incident[]): void {
  const find = (key: unknown) =>
    incidents.find((incident) => incident.id === key || String(incident.number) === key);
  server.use(
    http.get("/api/v1/me", () => HttpResponse.json(me)),
    http.get("/api/v1/incidents", () => pageOf(incidents)),
    http.get("/api/v1/incidents/facets", () =>
      HttpResponse.json({ status: [], severity: [], service: [], environment: [], team: [] }),
    ),
    http.get("/api/v1/views", () => HttpResponse.json([])),
    http.get("/api/v1/incidents/:key", ({ params }) => {
      const incident = find(params.key);
      return incident
        ? HttpResponse.json(incident)
        : HttpResponse.json({ title: "Incident not found", status: 404 }, { status: 404 });
    }),
    http.get("/api/v1/incidents/:key/timeline", () => pageOf([])),
    http.get("/api/v1/alerts", () => pageOf([])),
    http.get("/api/v1/deliveries", () => pageOf([])),
    http.get("/api/v1/suggestions", () =>
      HttpResponse.json({ incident_id: incidents[0]?.id, suggestions: [], mode: "rules" }),
    ),
    http.get("/api/v1/oncall/current", () =>
      HttpResponse.json({
        team: "platform",
        policy: null,
        at: "2026-01-01T00:00:00Z",
        people: [],
        levels: [],
      }),
    ),
    http.get("/api/v1/incidents/:key/runbooks", () =>
      HttpResponse.json({ items: [], search_answered: true }),
    ),
    http.get("/api/v1/incidents/:key/people", () =>
      HttpResponse.json({ responders: [], watchers: [] }),
    ),
    http.get("/api/v1/incidents/:key/:part", () => HttpResponse.json([])),
    http.get("/api/v1/services/:slug", () =>
      HttpResponse.json({ title: "Not found" }, { status: 404 }),
    ),
    http.get("/api/v1/changes", () => pageOf([])),
    http.get("/api/v1/similar", () => HttpResponse.json({ items: [] })),
    http.get("/api/v1/people", () => pageOf([])),
    http.get("/api/v1/escalations/*", () =>
      HttpResponse.json({ title: "Not found" }, { status: 404 }),
    ),
    http.get("/api/stream", () => HttpResponse.text("", { status: 503 })),
  );
}

/** Call once at the top of a test file. */
export function setUpApp(): void {
  let stopKeyboard: () => void;
  beforeAll(async () => {
    server.listen({ onUnhandledRequest: "error" });
    stopKeyboard = startKeyboard();
    await startLanguage(loadMessages);
  });
  afterEach(() => {
    cleanup();
    server.resetHandlers();
  });
  afterAll(() => {
    stopKeyboard();
    server.close();
  });
}

/** Opens an address of the app. */
export function open(address: string) {
  window.history.pushState({}, "", address);
  const client = createQueryClient();
  const router = createAppRouter(client);
  onSignInRequired((returnTo) => {
    router.navigate({ to: "/sign-in", search: { to: returnTo } });
  });
  render(
    <LanguageProvider>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </LanguageProvider>,
  );
  return { client, router };
}
