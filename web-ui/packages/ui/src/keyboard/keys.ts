/** Keys as written in commands ("j", "Shift+j", "Mod+k", "g i") and as they arrive from the keyboard. */

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** The written form of a key press. Shift is named for letters and named keys only: "?" implies it. */
export function writtenKey(press: KeyPress): string {
  const key = latinKey(press);
  const printable = key.length === 1;
  const letter = /^[a-z]$/i.test(key);
  const parts = [
    press.ctrlKey || press.metaKey ? "Mod" : "",
    press.altKey ? "Alt" : "",
    press.shiftKey && (letter || !printable) ? "Shift" : "",
    letter ? key.toLowerCase() : key,
  ];
  return parts.filter(Boolean).join("+");
}

/** With a Korean layout `key` is a jamo; the position of the key then says which letter was meant. */
function latinKey(press: KeyPress): string {
  const position = /^Key([A-Z])$/.exec(press.code)?.[1];
  const outsideLatin = press.key.length === 1 && press.key.charCodeAt(0) > 0x24f;
  return outsideLatin && position ? position.toLowerCase() : press.key;
}

/** True where keys write text, so that no command may take them. */
export function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
}

/** True inside an open dialog, menu or list box: these have keys of their own. */
export function isInsideOverlay(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
  );
}

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The caps to draw for a key: ["Ctrl", "K"], ["G", "then", "I"]. */
export function keyCaps(keys: string): string[] {
  return keys.split(" ").flatMap((chord) => chord.split("+").map(keyCap));
}

function keyCap(part: string): string {
  if (part === "Mod") return isMac ? "⌘" : "Ctrl";
  if (part === "ArrowDown") return "↓";
  if (part === "ArrowUp") return "↑";
  return part.length === 1 ? part.toUpperCase() : part;
}
