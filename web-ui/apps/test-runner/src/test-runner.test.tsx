import { LanguageProvider, startLanguage } from "@platform/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FieldError, Hop, HopState, Run, RunnerState, Scenario } from "./api";
import { loadMessages } from "./locales/load";
import { TestRunnerPage } from "./TestRunnerPage";

const scenario = (id: string, category: string): Scenario => ({
  id,
  name: `Scenario ${id}`,
  category,
  service: "payment-api",
  severity: "high",
  description: "Something breaks.",
  payloads: {
    native: { message: `payload of ${id}` },
    alertmanager: { receiver: `webhook of ${id}` },
    pagerduty: {},
    opsgenie: {},
  },
  expected: "A new incident.",
});

const SCENARIOS = [scenario("cpu", "infrastructure"), scenario("dns", "network")];

const hop = (state: HopState, text = "", latency_ms: number | null = null): Hop => ({
  state,
  text,
  latency_ms,
});

const aRun = (changes: Partial<Run>): Run => ({
  id: crypto.randomUUID(),
  kind: "scenario",
  name: "Scenario cpu",
  scenario_id: "cpu",
  form: "native",
  service: "payment-api",
  severity: "high",
  sent_at: "2026-03-02T03:00:00Z",
  status: 201,
  latency_ms: 12.3,
  outcome: "new",
  reason: "",
  error: null,
  errors: [],
  incident_id: "i-1",
  incident_number: 7,
  chain: {
    incident: hop("done", "INC-7", 90),
    person: hop("done", "Ana", 400),
    notification: hop("done", "email", 1200),
    suggestion: hop("waiting"),
    page_ms: 1700,
  },
  ...changes,
});

const idle = (): RunnerState => ({
  totals: { sent: 0, failed: 0, new: 0, existing: 0, deduplicated: 0, none: 0 },
  batch: { running: false, total: 0, done: 0, failed: 0, started_at: null },
  storm: {
    running: false,
    order: null,
    sent: 0,
    failed: 0,
    outcomes: {},
    incidents: 0,
    p50_ms: null,
    p95_ms: null,
    max_ms: null,
    first_error: null,
  },
  continuous: {
    running: false,
    order: null,
    started_at: null,
    stops_at: null,
    ended: "",
    sent: 0,
    failed: 0,
  },
  ending: { running: false, total: 0, done: 0, failed: 0, error: null, ended_at: null },
  runs: [],
});

let state = idle();
let asked: { path: string; body: unknown }[] = [];
let errors: FieldError[] = [];

const note = async (request: Request) => {
  const { pathname, search } = new URL(request.url);
  const body = await request.json().catch(() => null);
  asked.push({ path: `${request.method} ${pathname}${search}`, body });
};

const server = setupServer(
  http.get("/api/scenarios", () =>
    HttpResponse.json({
      scenarios: SCENARIOS,
      forms: ["native", "alertmanager"],
      public_url: "http://web.test",
    }),
  ),
  http.get("/api/state", () => HttpResponse.json(state)),
  http.get("/api/targets/health", () =>
    HttpResponse.json({
      services: [
        { name: "oncall", ok: true, latency_ms: 3.4, version: "1", reason: "" },
        { name: "database", ok: false, latency_ms: null, version: null, reason: "no answer" },
      ],
    }),
  ),
  http.post("/api/scenarios/:id/send", async ({ request, params }) => {
    await note(request);
    const run = aRun({ scenario_id: String(params.id) });
    state = { ...state, runs: [run, ...state.runs] };
    return HttpResponse.json(run);
  }),
  http.post("/api/custom/check", () => HttpResponse.json({ errors })),
  http.post("/api/storm", async ({ request }) => {
    await note(request);
    return HttpResponse.json({ detail: "storm is under way already" }, { status: 409 });
  }),
  http.post("/api/continuous", async ({ request }) => {
    await note(request);
    const began = "2026-03-02T03:00:00Z";
    state.continuous = { ...state.continuous, running: true, started_at: began, sent: 1 };
    return HttpResponse.json(state);
  }),
  http.delete("/api/continuous", async ({ request }) => {
    await note(request);
    state.continuous = { ...state.continuous, running: false, ended: "stopped" };
    return HttpResponse.json(state);
  }),
);

beforeAll(async () => {
  server.listen({ onUnhandledRequest: "error" });
  await startLanguage(loadMessages);
});
beforeEach(() => {
  state = idle();
  asked = [];
  errors = [];
  window.location.hash = "";
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

const openTab = async (name: string) => {
  open();
  await userEvent.click(await screen.findByRole("tab", { name }));
};

describe("the test runner", () => {
  it("lists scenarios by category with what they send", async () => {
    open();
    const group = await screen.findByRole("region", { name: /Infrastructure/ });
    expect(group).toHaveTextContent("Scenario cpu");
    expect(group).toHaveTextContent("payload of cpu");
    expect(group).not.toHaveTextContent("Scenario dns");
    expect(screen.getByText(/^TEST/)).toBeVisible();
  });

  it("shows and sends a scenario in the chosen form", async () => {
    open();
    const group = await screen.findByRole("region", { name: /Network/ });
    await userEvent.selectOptions(screen.getByLabelText("Send in the form of"), "alertmanager");
    expect(group).toHaveTextContent("webhook of dns");
    await userEvent.click(within(group).getByRole("button", { name: /Send/ }));
    expect(await within(group).findByText("New incident")).toBeVisible();
    expect(asked[0]?.path).toBe("POST /api/scenarios/dns/send?form=alertmanager");
    expect(within(group).getByRole("link", { name: /INC-7/ })).toHaveAttribute(
      "href",
      "http://web.test/incidents/i-1",
    );
  });

  it("shows what was sent before the page was loaded, with the latency of each step", async () => {
    state.runs = [aRun({}), aRun({ name: "Refused one", outcome: "refused", error: "no token" })];
    open();
    const feed = await screen.findByRole("region", { name: "Live" });
    const [first, second] = await within(feed)
      .findAllByRole("listitem")
      .then((all) => [
        all.find((item) => item.dataset.run === "cpu"),
        all.findLast((item) => item.dataset.run === "cpu"),
      ]);
    expect(first).toHaveTextContent(/Alert\s*201\s*12 ms/);
    expect(first).toHaveTextContent(/Incident\s*INC-7\s*90 ms/);
    expect(first).toHaveTextContent(/Person\s*Ana\s*400 ms/);
    expect(first).toHaveTextContent(/Notification\s*email\s*1.2 s/);
    expect(first).toHaveTextContent(/Suggestion\s*waiting/);
    expect(first).toHaveTextContent(/To a person\s*1.7 s/);
    expect(second).toHaveTextContent("no token");
  });

  it("names the fields of an own alert that break the schema", async () => {
    errors = [
      { field: "service", reason: "Field required" },
      { field: "oops", reason: "Extra inputs are not permitted" },
    ];
    await openTab("Own alert");
    const list = await screen.findByRole("list", { name: "What breaks the schema" });
    expect(list).toHaveTextContent("oops: Extra inputs are not permitted");
    expect(screen.getByLabelText("Service")).toBeInvalid();
    await userEvent.clear(screen.getByLabelText("JSON"));
    expect(screen.getByText("This is no JSON object.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Send as typed" })).toBeDisabled();
  });

  it("orders a storm and says when it is refused", async () => {
    await openTab("Storm");
    await userEvent.clear(screen.getByLabelText("Alerts"));
    await userEvent.type(screen.getByLabelText("Alerts"), "40");
    await userEvent.click(screen.getByRole("button", { name: "Start the storm" }));
    expect(await screen.findByText("storm is under way already")).toBeVisible();
    expect(asked[0]?.body).toEqual({
      count: 40,
      duplicate_share: 0.5,
      jitter_seconds: 5,
      form: "native",
    });
  });

  it("starts and stops continuous mode with the chosen mix", async () => {
    await openTab("Continuous");
    await userEvent.click(screen.getByRole("checkbox", { name: "Scenario dns" }));
    await userEvent.click(screen.getByRole("button", { name: "Start" }));
    expect(await screen.findByText("Continuous mode: 1 sent")).toBeVisible();
    expect(asked[0]?.body).toEqual({ interval_seconds: 10, scenarios: ["cpu"], form: "native" });
    await userEvent.click(screen.getByRole("button", { name: "Stop continuous mode" }));
    expect(await screen.findByRole("button", { name: "Start" })).toBeVisible();
    expect(asked[1]?.path).toBe("DELETE /api/continuous");
  });

  it("refuses an interval that is out of bounds", async () => {
    await openTab("Continuous");
    await userEvent.clear(screen.getByLabelText("Seconds between two alerts"));
    await userEvent.type(screen.getByLabelText("Seconds between two alerts"), "301");
    expect(screen.getByText("must be between 1 and 300")).toBeVisible();
    expect(screen.getByRole("button", { name: "Start" })).toBeDisabled();
  });

  it("shows which services answer", async () => {
    open();
    const health = await screen.findByRole("region", { name: "Services" });
    expect(await within(health).findByText("3 ms")).toBeVisible();
    expect(within(health).getByText("down")).toBeVisible();
    expect(within(health).getByText("no answer")).toBeVisible();
  });
});
