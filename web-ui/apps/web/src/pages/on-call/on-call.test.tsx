import type { Schemas } from "@platform/api";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { avery, nobody, open, pageOf, serveDefaults, server, setUpApp } from "../../testing/app";
import { moved, slugOf } from "./editor/draft";
import { neighbour, rangeAround } from "./range";
import { nights, stack } from "./timeline/spans";

setUpApp();

const manager = { ...avery, scopes: [...(avery.scopes ?? []), "oncall:write"] };
const mina = { id: "00000000-0000-7000-8000-0000000000b1", name: "Mina Park" };
const hours = (from: number, to: number) => ({
  start: new Date(Date.now() + from * 3_600_000).toISOString(),
  end: new Date(Date.now() + to * 3_600_000).toISOString(),
});

const schedule: Schemas["Schedule"] = {
  id: "00000000-0000-7000-8000-0000000000c1",
  slug: "payments",
  name: "Payments on call",
  team: "payments",
  timezone: "Asia/Seoul",
  mode: "precedence",
  layers: [],
  version: 1,
};

function serveSchedule(gaps: Schemas["Gap"][] = []): unknown[] {
  const made: unknown[] = [];
  server.use(
    http.get("/api/v1/schedules", () => pageOf([schedule])),
    http.get("/api/v1/schedules/payments", () => HttpResponse.json(schedule)),
    http.get("/api/v1/schedules/payments/final", ({ request }) => {
      const asked = new URL(request.url).searchParams;
      return HttpResponse.json({
        schedule: "payments",
        timezone: "Asia/Seoul",
        since: asked.get("since"),
        until: asked.get("until"),
        shifts: [{ ...hours(-1, 5), people: [mina], by: { [mina.id]: ["Weekly"] } }],
        gaps,
      });
    }),
    http.get("/api/v1/schedules/payments/gaps", () => HttpResponse.json(gaps)),
    http.get("/api/v1/schedules/payments/fairness", () =>
      HttpResponse.json({ people: [], warnings: [], balance: 1 }),
    ),
    http.get("/api/v1/overrides", () => HttpResponse.json([])),
    http.get("/api/v1/swaps", () => HttpResponse.json([])),
    http.get("/api/v1/people", () => pageOf([avery.person, { ...avery.person, ...mina }])),
    http.post("/api/v1/overrides", async ({ request }) => {
      made.push(await request.json());
      return HttpResponse.json(
        { title: "Invalid", status: 422, errors: [{ field: "end", reason: "lies in the past" }] },
        { status: 422 },
      );
    }),
  );
  return made;
}

describe("the list of schedules", () => {
  it("says who is on call and until when", async () => {
    serveDefaults(nobody, []);
    serveSchedule();
    open("/oncall");
    const row = await screen.findByRole("link", { name: /Payments on call/ });
    expect(await within(row).findByText("Mina Park")).toBeVisible();
    expect(screen.queryByRole("button", { name: "New schedule" })).toBeNull();
  });
});

describe("a schedule", () => {
  it("counts the gaps of the next weeks", async () => {
    serveDefaults(nobody, []);
    serveSchedule([{ ...hours(5, 8), missing: [] }]);
    open("/oncall/payments");
    expect(await screen.findByText(/Nobody is on call for 3 h in the next 4 weeks/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /Override/ })).toBeNull();
  });

  it("says the length of a week in which clocks change", async () => {
    serveDefaults(nobody, []);
    serveSchedule();
    open("/oncall/payments?from=2026-10-27&zone=America/New_York");
    expect(await screen.findByText(/go back by 60 minutes.*169 hours/)).toBeVisible();
  });

  it("shows the server's reason beside the field of the override", async () => {
    serveDefaults(manager, []);
    const made = serveSchedule();
    open("/oncall/payments");
    await screen.findByRole("list", { name: "Final schedule" });
    await userEvent.keyboard("o");
    const dialog = await screen.findByRole("dialog", { name: "New override" });
    await userEvent.selectOptions(within(dialog).getByLabelText("Who takes it"), mina.id);
    await userEvent.click(within(dialog).getByRole("button", { name: "Save override" }));
    expect(await within(dialog).findByText("lies in the past")).toBeVisible();
    expect(within(dialog).getByLabelText("Until")).toBeInvalid();
    await waitFor(() => expect(made).toMatchObject([{ users: [mina.id], type: "cover" }]));
  });
});

describe("drawing", () => {
  it("stacks what overlaps and keeps the rest in one row", () => {
    const bar = (id: string, start: number, end: number) => ({
      id,
      start,
      end,
      people: [],
      why: "",
    });
    const rows = stack([bar("a", 0, 10), bar("b", 5, 8), bar("c", 10, 12)]);
    expect(rows.map((row) => row.map(({ id }) => id))).toEqual([["a", "c"], ["b"]]);
  });

  it("knows the nights of a person far away", () => {
    const start = Date.parse("2026-11-20T00:00:00Z");
    const found = nights({ start, end: start + 24 * 3_600_000 }, "Asia/Seoul");
    expect(found.map((night) => new Date(night.start).toISOString().slice(11, 16))).toEqual([
      "13:00",
    ]);
  });

  it("moves by whole ranges of the zone", () => {
    const friday = Date.parse("2026-11-20T12:00:00Z");
    const week = rangeAround(friday, "week", "Europe/Berlin");
    expect(new Date(week.since).toISOString()).toBe("2026-11-15T23:00:00.000Z");
    expect(neighbour(week, "week", 1, "Europe/Berlin")).toBe("2026-11-23");
    const month = rangeAround(friday, "month", "UTC");
    expect(neighbour(month, "month", -1, "UTC")).toBe("2026-10-01");
  });

  it("orders turns and makes slugs", () => {
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(slugOf("Zahlungen & Co, Tag/Nacht")).toBe("zahlungen-co-tag-nacht");
  });
});
