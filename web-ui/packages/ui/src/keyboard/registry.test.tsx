import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writtenKey } from "./keys";
import { setSingleKeys, startKeyboard, useCommandKey, useCommands } from "./registry";

const acknowledge = vi.fn();
const goToIncidents = vi.fn();
const palette = vi.fn();
const selectAll = vi.fn();

function Page() {
  useCommands([
    { id: "ack", label: "Acknowledge", group: "act", keys: ["a"], run: acknowledge },
    { id: "go", label: "Incidents", group: "navigation", keys: ["g i"], run: goToIncidents },
    {
      id: "palette",
      label: "Palette",
      group: "general",
      keys: ["Mod+k"],
      whileTyping: true,
      run: palette,
    },
    { id: "all", label: "Select all", group: "list", keys: ["Mod+a"], run: selectAll },
  ]);
  return (
    <>
      <input aria-label="note" />
      <input type="checkbox" aria-label="select" />
      <p>key: {useCommandKey("ack") ?? "none"}</p>
    </>
  );
}

let stop: () => void;

beforeEach(() => {
  vi.clearAllMocks();
  stop = startKeyboard();
  render(<Page />);
});

afterEach(() => {
  stop();
  setSingleKeys(true);
});

describe("the keyboard", () => {
  it("gives a command by its single key", async () => {
    await userEvent.keyboard("a");
    expect(acknowledge).toHaveBeenCalledOnce();
  });

  it("gives a command by a sequence of keys", async () => {
    await userEvent.keyboard("gi");
    expect(goToIncidents).toHaveBeenCalledOnce();
  });

  it("leaves letters alone while somebody types", async () => {
    await userEvent.type(screen.getByLabelText("note"), "agi");
    expect(acknowledge).not.toHaveBeenCalled();
    expect(goToIncidents).not.toHaveBeenCalled();
    expect(screen.getByLabelText("note")).toHaveValue("agi");
  });

  it("leaves the combinations of a text field to the text field", async () => {
    await userEvent.click(screen.getByLabelText("note"));
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(selectAll).not.toHaveBeenCalled();
    screen.getByLabelText("note").blur();
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(selectAll).toHaveBeenCalledOnce();
  });

  it("still opens the palette while somebody types", async () => {
    await userEvent.click(screen.getByLabelText("note"));
    await userEvent.keyboard("{Control>}k{/Control}");
    expect(palette).toHaveBeenCalledOnce();
  });

  it("acts while a checkbox has the focus", async () => {
    screen.getByLabelText("select").focus();
    await userEvent.keyboard("a");
    expect(acknowledge).toHaveBeenCalledOnce();
  });

  it("ignores keys that compose a Korean syllable", () => {
    const event = new KeyboardEvent("keydown", { key: "a", code: "KeyA", isComposing: true });
    document.dispatchEvent(event);
    expect(acknowledge).not.toHaveBeenCalled();
  });

  it("takes single keys no more once they are turned off, but combinations still", async () => {
    setSingleKeys(false);
    await userEvent.keyboard("a{Control>}k{/Control}");
    expect(acknowledge).not.toHaveBeenCalled();
    expect(palette).toHaveBeenCalledOnce();
    expect(await screen.findByText("key: none")).toBeVisible();
  });
});

describe("a key press", () => {
  const press = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

  it("is the letter of its position on a Korean layout", () => {
    expect(writtenKey({ ...press, key: "ㅓ", code: "KeyJ" })).toBe("j");
  });

  it("names Shift for letters, but not where Shift makes the character", () => {
    expect(writtenKey({ ...press, key: "J", code: "KeyJ", shiftKey: true })).toBe("Shift+j");
    expect(writtenKey({ ...press, key: "?", code: "Slash", shiftKey: true })).toBe("?");
  });
});
