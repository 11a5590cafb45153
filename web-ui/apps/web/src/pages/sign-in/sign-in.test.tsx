import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { localPath } from "../../session/session";
import { anIncident, avery, open, serveDefaults, server, setUpApp } from "../../testing/app";

setUpApp();

async function submit(password: string) {
  await userEvent.type(await screen.findByLabelText("Name or e-mail address"), "avery");
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("the sign-in page", () => {
  it("returns to where the person wanted to go", async () => {
    serveDefaults(avery, [anIncident({ number: 7 })]);
    server.use(
      http.post("/api/v1/auth/login", () =>
        HttpResponse.json({
          access_token: "x",
          expires_in: 600,
          csrf_token: "t",
          person: avery.person,
        }),
      ),
    );
    open("/sign-in?to=/incidents/7");
    await submit("demo123");
    await waitFor(() => expect(window.location.pathname).toBe("/incidents/7"));
  });

  it("says plainly that the name or the password is wrong and keeps what was typed", async () => {
    serveDefaults(avery, []);
    server.use(
      http.post("/api/v1/auth/login", () =>
        HttpResponse.json({ title: "Invalid credentials" }, { status: 401 }),
      ),
    );
    open("/sign-in");
    await submit("wrong");
    expect(await screen.findByText("The name or the password is wrong.")).toBeVisible();
    expect(screen.getByLabelText("Name or e-mail address")).toHaveValue("avery");
  });

  it("is where a page leads that the server shows to nobody", async () => {
    serveDefaults(avery, []);
    const refuse = () => HttpResponse.json({ title: "Not signed in" }, { status: 401 });
    server.use(http.get("/api/v1/me", refuse), http.get("/api/v1/incidents", refuse));
    open("/incidents?q=disk");
    expect(await screen.findByLabelText("Password")).toBeVisible();
    expect(new URLSearchParams(window.location.search).get("to")).toBe("/incidents?q=disk");
  });
});

describe("the way back", () => {
  it.each([
    ["/incidents/7?q=a", "/incidents/7?q=a"],
    ["https://evil.example", "/incidents"],
    ["//evil.example", "/incidents"],
    ["/\\evil.example", "/incidents"],
    [undefined, "/incidents"],
  ])("of %s is %s", (to, path) => {
    expect(localPath(to)).toBe(path);
  });
});
