import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { api } from "./client";
import { ApiError, answerOf } from "./problem";
import { forgetSession, rememberSession } from "./session";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(() => forgetSession());

const ACKNOWLEDGE = "/api/v1/incidents/:incident/acknowledge";
const acknowledge = () =>
  answerOf(
    api.POST("/api/v1/incidents/{incident}/acknowledge", {
      params: { path: { incident: "1" } },
      body: { note: "" },
    }),
  );

const unauthorized = () =>
  HttpResponse.json({ title: "Not signed in", status: 401 }, { status: 401 });

describe("the session", () => {
  it("sends the CSRF token with unsafe methods only", async () => {
    rememberSession("token-1");
    const sent: (string | null)[] = [];
    server.use(
      http.get("/api/v1/incidents/:incident", ({ request }) => {
        sent.push(request.headers.get("x-csrf-token"));
        return HttpResponse.json({});
      }),
      http.post(ACKNOWLEDGE, ({ request }) => {
        sent.push(request.headers.get("x-csrf-token"));
        return HttpResponse.json({});
      }),
    );
    await answerOf(
      api.GET("/api/v1/incidents/{incident}", { params: { path: { incident: "1" } } }),
    );
    await acknowledge();
    expect(sent).toEqual([null, "token-1"]);
  });

  it("is renewed once for many requests that find it expired, and these are sent again", async () => {
    rememberSession("old");
    let renewals = 0;
    server.use(
      http.post("/api/v1/auth/refresh", () => {
        renewals += 1;
        return HttpResponse.json({ csrf_token: "new" });
      }),
      http.post(ACKNOWLEDGE, async ({ request }) => {
        if (request.headers.get("x-csrf-token") !== "new") return unauthorized();
        return HttpResponse.json({ body: await request.json() });
      }),
    );
    const answers = await Promise.all([acknowledge(), acknowledge(), acknowledge()]);
    expect(renewals).toBe(1);
    expect(answers).toHaveLength(3);
    expect(answers[0]).toEqual({ body: { note: "" } });
  });

  it("is not renewed for somebody who never signed in", async () => {
    server.use(http.post(ACKNOWLEDGE, unauthorized));
    await expect(acknowledge()).rejects.toMatchObject({ status: 401, title: "Not signed in" });
  });

  it("that cannot be renewed ends with the refusal of the request", async () => {
    rememberSession("old");
    server.use(
      http.post(ACKNOWLEDGE, unauthorized),
      http.post("/api/v1/auth/refresh", unauthorized),
    );
    await expect(acknowledge()).rejects.toMatchObject({ status: 401 });
  });

  it("takes the token that another tab renewed", async () => {
    rememberSession("mine");
    server.use(
      http.get("/api/v1/me", () => HttpResponse.json({ csrf_token: "theirs" })),
      http.post(ACKNOWLEDGE, ({ request }) =>
        request.headers.get("x-csrf-token") === "theirs"
          ? HttpResponse.json({ ok: true })
          : HttpResponse.json({ title: "CSRF" }, { status: 403 }),
      ),
    );
    expect(await acknowledge()).toEqual({ ok: true });
  });
});

describe("an error", () => {
  it("carries the problem details of the server", async () => {
    server.use(
      http.post(ACKNOWLEDGE, () =>
        HttpResponse.json(
          {
            type: "/problems/invalid-transition",
            title: "Invalid transition",
            detail: "The incident is closed.",
            trace_id: "abc",
            errors: [{ field: "status", reason: "closed" }],
          },
          { status: 409, headers: { "Content-Type": "application/problem+json" } },
        ),
      ),
    );
    const error = await acknowledge().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 409,
      message: "The incident is closed.",
      traceId: "abc",
      fields: [{ field: "status", reason: "closed" }],
    });
  });

  it("says when nothing was reached", async () => {
    server.use(http.post(ACKNOWLEDGE, () => HttpResponse.error()));
    await expect(acknowledge()).rejects.toMatchObject({ status: 0, isUnreachable: true });
  });
});
