/**
 * All commands that can be given now. One list feeds the keyboard, the palette, the help sheet and
 * the key hints in tooltips, so that they cannot disagree.
 */

import { useEffect, useRef } from "react";
import { readPreference, writePreference } from "../preferences";
import { createStore, useStore } from "../store";
import { isInsideOverlay, isTypingTarget, writtenKey } from "./keys";

export const COMMAND_GROUPS = ["general", "navigation", "list", "act", "detail"] as const;
type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface Command {
  id: string;
  /** Translated, in the imperative: "Acknowledge". */
  label: string;
  group: CommandGroup;
  /** Any of these: "a", "Shift+j", "Mod+k", "g i". */
  keys?: readonly string[];
  run(): void;
  /** Also while somebody types, or in a dialog: only for keys that write no text. */
  whileTyping?: boolean;
  /** The key is handled by the browser or a component; listed in the help sheet only. */
  documented?: boolean;
}

const SEQUENCE_MS = 1000;

const commands = createStore<readonly Command[]>([]);
const singleKeys = createStore(readPreference("single-keys") !== "off");

export function useCommandList(): readonly Command[] {
  return useStore(commands);
}

export function useSingleKeys(): boolean {
  return useStore(singleKeys);
}

/** Single-letter keys can be turned off (WCAG 2.1.4); combinations with Ctrl or ⌘ stay. */
export function setSingleKeys(on: boolean): void {
  writePreference("single-keys", on ? "on" : "off");
  singleKeys.set(on);
}

/** The key of a command for hints, or undefined while it is not available. */
export function useCommandKey(id: string): string | undefined {
  const list = useStore(commands);
  const on = useStore(singleKeys);
  const key = list.find((command) => command.id === id)?.keys?.[0];
  return on || key?.includes("Mod") ? key : undefined;
}

/** Offers commands while the calling component is mounted. A later one wins over an equal key. */
export function useCommands(offered: readonly Command[]): void {
  const latest = useRef(offered);
  latest.current = offered;
  const signature = JSON.stringify(offered);
  // biome-ignore lint/correctness/useExhaustiveDependencies: registers again only when the list changes, not its closures
  useEffect(() => {
    const registered = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((now) => now.id === command.id)?.run(),
    }));
    commands.set([...commands.get(), ...registered]);
    return () => commands.set(commands.get().filter((command) => !registered.includes(command)));
  }, [signature]);
}

let pending = "";
let pendingSince = 0;

function findCommand(keys: string): Command | undefined {
  return commands.get().findLast((command) => !command.documented && command.keys?.includes(keys));
}

function startsSequence(keys: string): boolean {
  return commands.get().some((command) => command.keys?.some((key) => key.startsWith(`${keys} `)));
}

function takesKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.key === "Process") return false;
  return event.ctrlKey || event.metaKey || singleKeys.get();
}

function onKeyDown(event: KeyboardEvent): void {
  if (!takesKey(event)) return;
  const key = writtenKey(event);
  const inSequence = pending !== "" && event.timeStamp - pendingSince < SEQUENCE_MS;
  const keys = inSequence ? `${pending} ${key}` : key;
  const command = findCommand(keys) ?? (inSequence ? findCommand(key) : undefined);
  pending = "";
  const busy = isTypingTarget(event.target) || isInsideOverlay(event.target);
  if (busy && !command?.whileTyping) return;
  if (command) {
    event.preventDefault();
    command.run();
  } else if (startsSequence(key)) {
    pending = key;
    pendingSince = event.timeStamp;
  }
}

/** Listens to the keyboard; called once by the app. Returns the function that stops it. */
export function startKeyboard(): () => void {
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
