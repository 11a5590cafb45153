import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { LanguageProvider, startLanguage } from "../i18n/i18n";
import { ConfirmDialog } from "./ConfirmDialog";
import { CheckField, InputField, Segments, SelectField, TextAreaField } from "./fields";
import { ZoneField } from "./ZoneField";

beforeAll(() => startLanguage());

function Views() {
  const [view, setView] = useState<"week" | "month">("week");
  return (
    <Segments<"week" | "month">
      label="View"
      value={view}
      onChange={setView}
      options={[
        { value: "week", label: "Week" },
        { value: "month", label: "Month" },
      ]}
    />
  );
}

describe("a field", () => {
  it("says its hint, and in its place why its value was refused", () => {
    const { rerender } = render(
      <InputField label="Name" hint="As people say it" value="" onChange={() => {}} />,
    );
    expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("As people say it");
    rerender(<InputField label="Name" error="is taken" value="" onChange={() => {}} />);
    expect(screen.getByLabelText("Name")).toBeInvalid();
    expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("is taken");
  });

  it("hands on what is typed, chosen and ticked", async () => {
    const typed = vi.fn();
    const chosen = vi.fn();
    const ticked = vi.fn();
    render(
      <>
        <TextAreaField label="Note" value="" onChange={typed} />
        <SelectField
          label="Team"
          value=""
          placeholder="None"
          options={[{ value: "a", label: "Alpha" }]}
          onChange={chosen}
        />
        <CheckField label="Active" isSelected={false} onChange={ticked} />
      </>,
    );
    await userEvent.type(screen.getByLabelText("Note"), "x");
    await userEvent.selectOptions(screen.getByLabelText("Team"), "Alpha");
    await userEvent.click(screen.getByLabelText("Active"));
    expect(typed).toHaveBeenCalledWith("x");
    expect(chosen).toHaveBeenCalledWith("a");
    expect(ticked).toHaveBeenCalledWith(true);
  });

  it("moves between the choices of a bar with the arrow keys", async () => {
    render(<Views />);
    screen.getByLabelText("Week").focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByLabelText("Month")).toBeChecked();
  });
});

describe("a zone", () => {
  it("is taken when it exists, and refused with words when not", async () => {
    const chosen = vi.fn();
    render(
      <LanguageProvider>
        <ZoneField label="Time zone" value="UTC" onChange={chosen} />
      </LanguageProvider>,
    );
    const field = screen.getByLabelText("Time zone");
    await userEvent.clear(field);
    expect(field).toBeInvalid();
    await userEvent.type(field, "Asia/Seoul");
    expect(chosen).toHaveBeenLastCalledWith("Asia/Seoul");
    expect(field).toBeValid();
  });
});

describe("a question", () => {
  it("is answered with yes or taken back", async () => {
    const yes = vi.fn();
    const no = vi.fn();
    render(
      <LanguageProvider>
        <ConfirmDialog title="Remove it?" confirmLabel="Remove" onConfirm={yes} onClose={no}>
          It is gone then.
        </ConfirmDialog>
      </LanguageProvider>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(yes).toHaveBeenCalledOnce();
    expect(no).toHaveBeenCalledOnce();
  });
});
