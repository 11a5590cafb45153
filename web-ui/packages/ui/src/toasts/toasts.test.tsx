import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { LanguageProvider, startLanguage } from "../i18n/i18n";
import { runLatestToastAction, showToast } from "./store";
import { ToastRegion } from "./ToastRegion";

beforeAll(() => startLanguage());

const region = () =>
  render(
    <LanguageProvider>
      <ToastRegion />
    </LanguageProvider>,
  );

describe("a message", () => {
  it("is read out, and its action runs once", async () => {
    region();
    const undo = vi.fn();
    showToast({ tone: "success", message: "INC-1 resolved", action: { label: "Undo", run: undo } });
    expect(await screen.findByText("INC-1 resolved")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: /Undo/ }));
    expect(undo).toHaveBeenCalledOnce();
    expect(screen.queryByText("INC-1 resolved")).toBeNull();
    expect(runLatestToastAction()).toBe(false);
  });

  it("of an error interrupts the screen reader and stays until it is dismissed", async () => {
    region();
    showToast({ tone: "error", message: "INC-2 was not changed" });
    expect(await screen.findByRole("alert")).toHaveTextContent("INC-2 was not changed");
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText("INC-2 was not changed")).toBeNull();
  });
});
