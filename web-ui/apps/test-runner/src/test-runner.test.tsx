import { LanguageProvider, startLanguage } from "@platform/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scenario } from "./api";
import { loadMessages } from "./locales/load";
import { TestRunnerPage } from "./TestRunnerPage";

const scenario = (id: string, category: string): Scenario => ({
  id,
  name: `Scenario ${id}`,
  category,
  service: "payment-api",
  severity: "high",
  description: "Something breaks.",
  payload: { message: `payload of ${id}` },
  expected: "A new incident.",
});

const SCENARIOS = [scenario("cpu", "infrastructure"), scenario("dns", "network")];

const server = setupServer(
  http.get("/api/scenarios", () => HttpResponse.json({ scenarios: SCENARIOS })),
  http.get("/api/targets/health", () =>
    HttpResponse.json({
      services: [
        { name: "oncall", ok: true, latency_ms: 3.4, version: "1" },
        { name: "ai-analysis", ok: false, latency_ms: null, version: null },
      ],
    }),
  ),
  http.post("/api/scenarios/:id/send", ({ params }) =>
    params.id === "dns"
      ? HttpResponse.json(
          { title: "Unavailable", detail: "alert-ingestion is away" },
          { status: 503 },
        )
      : HttpResponse.json({
          scenario_id: params.id,
          status: 201,
          alert_id: "a",
          incident_id: "i-1",
          correlation: "new",
          latency_ms: 12.3,
        }),
  ),
);

beforeAll(async () => {
  server.listen({ onUnhandledRequest: "error" });
  await startLanguage(loadMessages);
});
afterAll(() => server.close());

const open = () =>
  render(
    <LanguageProvider>
      <QueryClientProvider client={new QueryClient()}>
        <TestRunnerPage />
      </QueryClientProvider>
    </LanguageProvider>,
  );

describe("the test runner", () => {
  it("lists scenarios by category with what they send", async () => {
    open();
    const group = await screen.findByRole("region", { name: /Infrastructure/ });
    expect(group).toHaveTextContent("Scenario cpu");
    expect(group).toHaveTextContent("payload of cpu");
    expect(group).not.toHaveTextContent("Scenario dns");
    expect(screen.getByText(/^TEST/)).toBeVisible();
  });

  it("sends all and shows the result of each", async () => {
    open();
    await screen.findAllByText("Scenario dns");
    await userEvent.click(screen.getByRole("button", { name: "Send all" }));
    expect(await screen.findByText("1 of 2 sent, 1 failed")).toBeVisible();
    expect(screen.getByText("New incident")).toBeVisible();
    expect(screen.getByRole("link", { name: "Open incident" })).toHaveAttribute(
      "href",
      "http://localhost:8080/incidents/i-1",
    );
    expect(screen.getByText("Not sent: alert-ingestion is away")).toBeVisible();
  });

  it("shows which services answer", async () => {
    open();
    const health = await screen.findByRole("region", { name: "Services" });
    expect(await within(health).findByText("3 ms")).toBeVisible();
    expect(within(health).getByText("down")).toBeVisible();
  });
});
