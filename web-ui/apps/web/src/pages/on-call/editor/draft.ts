/** A schedule while it is being edited, and how it becomes what the API takes. */

import type { Schemas } from "@platform/api";
import type { Layer, Schedule } from "../queries";

export type Restriction = NonNullable<Schemas["Layer-Input"]["restrictions"]>[number];
export type Weekday = Schemas["WeeklyRestriction"]["start_day"];
export const WEEKDAYS: readonly Weekday[] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** `key` tells layers apart while they are moved. */
export type DraftLayer = Layer & { key: string };

export interface Draft {
  name: string;
  team: string;
  timezone: string;
  mode: NonNullable<Schedule["mode"]>;
  layers: DraftLayer[];
}

export function draftOf(schedule: Schedule): Draft {
  return {
    name: schedule.name,
    team: schedule.team ?? "",
    timezone: schedule.timezone,
    mode: schedule.mode ?? "precedence",
    layers: schedule.layers.map((layer, index) => ({ ...layer, key: layer.id ?? `${index}` })),
  };
}

let nextKey = 1;

/** A weekly rotation from this week's Monday on. */
export function newLayer(monday: string): DraftLayer {
  return {
    key: `new-${nextKey++}`,
    name: "",
    start: `${monday}T09:00`,
    rotation: { type: "weekly", length: 1 },
    handoff: { time: "09:00", weekday: "MO" },
    restrictions: [],
    level: 0,
    users: [],
  };
}

export function definitionOf(draft: Draft): Schemas["PutSchedule"] {
  return {
    name: draft.name.trim(),
    team: draft.team || null,
    timezone: draft.timezone,
    mode: draft.mode,
    layers: draft.layers.map(({ key: _, name, ...layer }) => ({
      ...layer,
      ...(name ? { name } : {}),
    })) as Schemas["Layer-Input"][],
  };
}

/** Whether the server can be asked what it would mean. */
export function isComplete(draft: Draft): boolean {
  return (
    draft.name.trim() !== "" &&
    draft.layers.length > 0 &&
    draft.layers.every((layer) => layer.users.length > 0 && layer.start !== "")
  );
}

/** `payments-on-call` of "Payments on call". */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}

/** The list with the entry at `from` moved by `step`. */
export function moved<T>(list: readonly T[], from: number, step: -1 | 1): T[] {
  const next = [...list];
  const [entry] = next.splice(from, 1);
  if (entry !== undefined) next.splice(from + step, 0, entry);
  return next;
}
