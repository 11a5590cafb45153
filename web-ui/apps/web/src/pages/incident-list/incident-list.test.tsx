import type { LiveUpdate } from "@platform/api";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { applyUpdates } from "../../incidents/live-updates";
import {
  anIncident,
  avery,
  nobody,
  open,
  pageOf,
  serveDefaults,
  server,
  setUpApp,
} from "../../testing/app";

setUpApp();

const first = anIncident({ number: 3 });
const second = anIncident({ number: 2, severity: "low", alert_count: 17 });
const third = anIncident({ number: 1, status: "acknowledged" });

const rowOf = (title: string) => screen.findByRole("row", { name: new RegExp(title) });

describe("the incident list", () => {
  it("shows severity, number, status and alert count in words", async () => {
    serveDefaults(nobody, [first, second]);
    open("/incidents");
    const row = await rowOf(second.title);
    expect(row).toHaveTextContent("INC-2");
    expect(row).toHaveTextContent("Low");
    expect(row).toHaveTextContent("Open");
    expect(row).toHaveTextContent("17 alerts");
    expect(document.title).toBe("Active · On-Call");
  });

  it("asks the server for what still needs work, and for what the address says", async () => {
    const asked: string[] = [];
    serveDefaults(nobody, []);
    server.use(
      http.get("/api/v1/incidents", ({ request }) => {
        asked.push(decodeURIComponent(new URL(request.url).search));
        return pageOf([]);
      }),
    );
    const { router } = open("/incidents");
    expect(await screen.findByText("No open incidents")).toBeVisible();
    expect(asked[0]).toMatch(/status=open.*acknowledged.*investigating.*mitigated/);
    expect(asked[0]).not.toContain("resolved");

    await router.navigate({ to: "/incidents", search: { severity: ["critical"], q: "disk" } });
    await waitFor(() => expect(asked.at(-1)).toContain("severity=critical"));
    expect(asked.at(-1)).toContain("q=disk");
    expect(window.location.search).toBe("?severity=critical&q=disk");
    expect(await screen.findByText("No incident matches these filters")).toBeVisible();
  });

  it("acknowledges the row under the cursor with j and a, before the server has answered", async () => {
    serveDefaults(avery, [first, second]);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.use(
      http.post("/api/v1/incidents/:id/acknowledge", async ({ params }) => {
        await held;
        expect(params.id).toBe(second.id);
        return HttpResponse.json({ ...second, status: "acknowledged", version: 2 });
      }),
    );
    open("/incidents");
    await rowOf(first.title);
    await screen.findByRole("button", { name: "Account of Avery Cho" });
    await userEvent.keyboard("jja");
    expect(await rowOf(second.title)).toHaveTextContent("Acknowledged");
    expect(await rowOf(first.title)).not.toHaveTextContent("Acknowledged");
    release();
    expect(await screen.findByText("INC-2 acknowledged")).toBeVisible();
  });

  it("takes the change back and says why when the server refuses", async () => {
    serveDefaults(avery, [first]);
    server.use(
      http.post("/api/v1/incidents/:id/resolve", () =>
        HttpResponse.json({ title: "Broken", detail: "The database is away." }, { status: 500 }),
      ),
    );
    open("/incidents");
    await rowOf(first.title);
    await screen.findByRole("button", { name: "Account of Avery Cho" });
    await userEvent.keyboard("jr");
    expect(await screen.findByText(/INC-3 was not changed: The database is away/)).toBeVisible();
    expect(await rowOf(first.title)).toHaveTextContent("Open");
  });

  it("acknowledges all ticked rows and counts what had changed already", async () => {
    serveDefaults(avery, [first, second, third]);
    server.use(
      http.post("/api/v1/incidents/:id/resolve", ({ params }) =>
        params.id === third.id
          ? HttpResponse.json({ title: "Invalid transition" }, { status: 409 })
          : HttpResponse.json({ ...first, id: params.id, status: "resolved", version: 2 }),
      ),
    );
    open("/incidents");
    await rowOf(first.title);
    await screen.findByRole("button", { name: "Account of Avery Cho" });
    await userEvent.keyboard("{Control>}a{/Control}");
    const bar = await screen.findByRole("region", { name: "Selected incidents" });
    expect(bar).toHaveTextContent("3 selected");
    await userEvent.click(within(bar).getByRole("button", { name: /Resolve/ }));
    expect(await screen.findByText("2 resolved. 1 had changed already.")).toBeVisible();
  });

  it("leads somebody who is not signed in to the sign-in page and keeps the way back", async () => {
    serveDefaults(nobody, [first]);
    open("/incidents?severity=critical");
    await rowOf(first.title);
    await screen.findByRole("button", { name: "Sign in" });
    await userEvent.keyboard("ja");
    await screen.findByLabelText("Password");
    expect(new URLSearchParams(window.location.search).get("to")).toBe(
      "/incidents?severity=critical",
    );
  });

  it("changes a row by a live update and ignores one that is older", async () => {
    serveDefaults(nobody, [anIncident({ number: 3, version: 5 })]);
    const { client } = open("/incidents");
    await rowOf(first.title);
    const update = (version: number, status: string): LiveUpdate => ({
      topic: "incident",
      id: first.id,
      version,
      patch: { status },
    });
    applyUpdates(client, [update(6, "investigating"), update(4, "resolved")]);
    await waitFor(async () => expect(await rowOf(first.title)).toHaveTextContent("Investigating"));
  });

  it("says what failed, with the id of the request, and tries again", async () => {
    serveDefaults(nobody, [first]);
    let broken = true;
    server.use(
      http.get("/api/v1/incidents", () =>
        broken
          ? HttpResponse.json(
              { title: "No", detail: "No database.", trace_id: "t-1" },
              { status: 400 },
            )
          : pageOf([first]),
      ),
    );
    open("/incidents");
    const alert = await screen.findByText("The incidents could not be loaded");
    expect(alert.closest('[role="alert"]')).toHaveTextContent("No database.");
    expect(screen.getByText("t-1")).toBeVisible();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    expect(await rowOf(first.title)).toBeVisible();
  });

  it("warns with an amber bar while there are no live updates", async () => {
    serveDefaults(nobody, [first]);
    open("/incidents");
    expect(await screen.findByText(/Live updates lost\. Showing data from/)).toBeVisible();
  });
});

describe("the view of the own incidents", () => {
  it("asks somebody who is not known to sign in instead of showing everybody's", async () => {
    serveDefaults(nobody, [first]);
    open("/incidents?assignee=me");
    expect(await screen.findByText("Sign in to see your incidents")).toBeVisible();
    expect(screen.queryByText(first.title)).toBeNull();
  });

  it("asks the server for the person's own id", async () => {
    let asked = "";
    serveDefaults(avery, [first]);
    server.use(
      http.get("/api/v1/incidents", ({ request }) => {
        asked = new URL(request.url).searchParams.get("assignee") ?? "";
        return pageOf([first]);
      }),
    );
    open("/incidents?assignee=me");
    await rowOf(first.title);
    expect(asked).toBe(avery.person?.id);
  });
});
