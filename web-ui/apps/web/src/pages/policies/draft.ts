/** A policy while it is being edited. */

import type { Schemas } from "@platform/api";
import type { Policy, PolicyLevel, Target } from "./queries";

/** `key` tells levels apart while they are moved. */
export type DraftLevel = PolicyLevel & { key: number };

export interface Draft {
  name: string;
  team: string;
  repeat: number;
  fallback: string;
  levels: DraftLevel[];
}

let nextKey = 1;

export function draftOf(policy: Pick<Policy, "name" | "team" | "repeat" | "levels" | "fallback">) {
  return {
    name: policy.name,
    team: policy.team ?? "",
    repeat: policy.repeat ?? 0,
    fallback: policy.fallback ?? "",
    levels: policy.levels.map((level) => ({ ...level, key: nextKey++ })),
  } satisfies Draft;
}

export const emptyDraft = (): Draft => ({
  name: "",
  team: "",
  repeat: 1,
  fallback: "",
  levels: [newLevel()],
});

export const newLevel = (): DraftLevel => ({
  key: nextKey++,
  delay_minutes: 5,
  targets: [],
  strategy: "all",
});

export function definitionOf(draft: Draft): Schemas["PutPolicy"] {
  return {
    name: draft.name.trim(),
    team: draft.team || null,
    repeat: draft.repeat,
    fallback: draft.fallback || null,
    levels: draft.levels.map(({ key: _, ...level }) => level),
  };
}

/** "person:…" or "schedule:…", as a select holds it. */
export const targetKey = (target: Target) =>
  target.person ? `person:${target.person}` : `schedule:${target.schedule}`;

export function targetOf(key: string): Target {
  const [kind, ...rest] = key.split(":");
  const value = rest.join(":");
  return kind === "person" ? { person: value } : { schedule: value };
}

/** Minutes after the alert at which each level is paged, in the first pass. */
export function startsOf(levels: readonly PolicyLevel[]): number[] {
  let minutes = 0;
  return levels.map((level) => {
    const start = minutes;
    minutes += level.delay_minutes ?? 5;
    return start;
  });
}

/** People whom two levels name. */
export function namedTwice(levels: readonly PolicyLevel[]): string[] {
  const seen = new Map<string, number>();
  for (const level of levels) {
    const people = new Set(level.targets.map(({ person }) => person).filter((id) => id != null));
    for (const person of people) seen.set(person, (seen.get(person) ?? 0) + 1);
  }
  return [...seen].filter(([, count]) => count > 1).map(([person]) => person);
}
