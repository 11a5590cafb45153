import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import {
  anIncident,
  avery,
  open,
  pageOf,
  serveDefaults,
  server,
  setUpApp,
} from "../../testing/app";

setUpApp();

const incident = anIncident({ number: 42 });
const panel = (name: string) => screen.findByRole("region", { name });
/** The buttons are there twice: in the header and at the bottom of a phone. */
const button = async (name: RegExp) => {
  const [found] = await screen.findAllByRole("button", { name });
  return found as HTMLElement;
};
const signedIn = () => screen.findByRole("button", { name: "Account of Avery Cho" });

describe("the page of an incident", () => {
  it("says what is broken, how bad, since when, and what can be done", async () => {
    serveDefaults(avery, [incident]);
    open("/incidents/42");
    expect(await screen.findByRole("heading", { level: 1, name: incident.title })).toBeVisible();
    expect(screen.getByText(/Not acknowledged for/)).toHaveTextContent(/3 min 1\d s/);
    expect(await button(/Acknowledge/)).toBeVisible();
    await waitFor(() => expect(document.title).toContain("INC-42"));
  });

  it("shows causes with evidence and confidence", async () => {
    serveDefaults(avery, [incident]);
    server.use(
      http.get("/api/v1/suggestions", () =>
        HttpResponse.json({
          incident_id: incident.id,
          mode: "rules",
          suggestions: [
            {
              category: "pool",
              title: "Connection pool exhausted",
              confidence: 0.824,
              evidence: ["pool_wait 4.2"],
              actions: ["Look at pg_stat_activity"],
            },
          ],
        }),
      ),
    );
    open("/incidents/42");
    const causes = await panel("Likely causes");
    expect(await within(causes).findByText("Connection pool exhausted")).toBeVisible();
    expect(causes).toHaveTextContent("82 %");
    expect(causes).toHaveTextContent("pool_wait 4.2");
    expect(causes).toHaveTextContent("from rules");
  });

  it("goes on without suggestions while ai-analysis is down", async () => {
    serveDefaults(avery, [incident]);
    server.use(
      http.get("/api/v1/suggestions", () => HttpResponse.json({ title: "Down" }, { status: 404 })),
    );
    open("/incidents/42");
    const causes = await panel("Likely causes");
    expect(
      await within(causes).findByText("Suggestions unavailable: ai-analysis does not answer."),
    ).toBeVisible();
    expect(await button(/Acknowledge/)).toBeEnabled();
  });

  it("shows hostile labels as text", async () => {
    serveDefaults(avery, [incident]);
    const hostile = "<img src=x onerror=alert(1)>";
    server.use(
      http.get("/api/v1/alerts", () =>
        pageOf([
          {
            id: "1",
            fingerprint: "f",
            source: "alertmanager",
            title: hostile,
            service: "s",
            environment: "production",
            severity: "high",
            status: "firing",
            labels: { [hostile]: hostile },
            generator_url: "javascript:alert(1)",
            starts_at: incident.opened_at,
            received_at: incident.opened_at,
            last_received_at: incident.opened_at,
          },
        ]),
      ),
    );
    open("/incidents/42");
    const alerts = await panel("Alerts");
    expect((await within(alerts).findAllByText(hostile)).length).toBeGreaterThan(1);
    expect(alerts.querySelector("img")).toBeNull();
    expect(within(alerts).queryByRole("link")).toBeNull();
  });

  it("tells who was faster when somebody else had acted", async () => {
    serveDefaults(avery, [incident]);
    let taken = false;
    server.use(
      http.get("/api/v1/incidents/:key", () =>
        HttpResponse.json(taken ? { ...incident, status: "resolved", version: 7 } : incident),
      ),
      http.post("/api/v1/incidents/:key/acknowledge", () => {
        taken = true;
        return HttpResponse.json({ title: "Invalid transition" }, { status: 409 });
      }),
      http.get("/api/v1/incidents/:key/timeline", () =>
        pageOf([
          {
            id: "t",
            at: new Date(Date.now() - 4000).toISOString(),
            kind: "status_changed",
            message: "Resolved",
            actor: { kind: "person", id: "m", name: "Mina Kim" },
            important: true,
          },
        ]),
      ),
    );
    open("/incidents/42");
    await signedIn();
    await userEvent.click(await button(/Acknowledge/));
    expect(
      await screen.findByText(/Mina Kim changed INC-42 \d s ago\. It is now Resolved\./),
    ).toBeVisible();
    expect(await button(/Reopen/)).toBeVisible();
  });

  it("offers Undo after resolving, and z takes it", async () => {
    serveDefaults(avery, [incident]);
    const calls: string[] = [];
    server.use(
      http.post("/api/v1/incidents/:key/:action", ({ params, request }) => {
        calls.push(String(params.action));
        expect(request.headers.get("idempotency-key")).toMatch(/^[0-9a-f]{32}$/);
        const status = params.action === "resolve" ? "resolved" : "open";
        return HttpResponse.json({
          ...incident,
          status,
          version: 1 + calls.length,
          allowed_statuses: ["open"],
        });
      }),
    );
    open("/incidents/42");
    await signedIn();
    await button(/Acknowledge/);
    await userEvent.keyboard("r");
    expect(await screen.findByText("INC-42 resolved")).toBeVisible();
    await userEvent.keyboard("z");
    expect(await screen.findByText("INC-42 is open again")).toBeVisible();
    expect(calls).toEqual(["resolve", "reopen"]);
  });

  it("stores a comment and shows the timeline anew", async () => {
    serveDefaults(avery, [incident]);
    const comments: string[] = [];
    server.use(
      http.post("/api/v1/incidents/:key/comments", async ({ request }) => {
        const { body } = (await request.json()) as { body: string };
        comments.push(body);
        return HttpResponse.json({}, { status: 201 });
      }),
      http.get("/api/v1/incidents/:key/timeline", () =>
        pageOf(
          comments.map((message, index) => ({
            id: String(index),
            at: incident.opened_at,
            kind: "comment",
            message,
            actor: { kind: "person", id: "a", name: "Avery Cho" },
            important: true,
          })),
        ),
      ),
    );
    open("/incidents/42");
    await signedIn();
    const timeline = await panel("Timeline");
    await userEvent.type(within(timeline).getByRole("textbox"), "Rolled back");
    await userEvent.click(within(timeline).getByRole("button", { name: "Comment" }));
    expect(await within(timeline).findByText("Rolled back")).toBeVisible();
  });

  it("that does not exist is said so", async () => {
    serveDefaults(avery, [incident]);
    open("/incidents/9999");
    expect(await screen.findByText("There is no incident 9999")).toBeVisible();
  });
});
