/** The part of time the timeline shows, as it stands in the address. */

import { addDays, fromWallTime, startOfDay, toWallTime } from "@platform/ui/time-zone";
import type { View } from "./search";

export interface Range {
  since: number;
  until: number;
}

/** Days since Monday. */
function weekday(instant: number, zone: string): number {
  return (new Date(`${toWallTime(instant, zone).slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7;
}

function startOfMonth(instant: number, months: number, zone: string): number {
  const first = new Date(`${toWallTime(instant, zone).slice(0, 7)}-01T00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + months);
  return fromWallTime(`${first.toISOString().slice(0, 10)}T00:00`, zone);
}

/** The week, two weeks or month around a day; the list begins with the day itself. */
export function rangeAround(instant: number, view: View, zone: string): Range {
  if (view === "month") {
    const since = startOfMonth(instant, 0, zone);
    return { since, until: startOfMonth(since, 1, zone) };
  }
  const day = startOfDay(instant, zone);
  if (view === "list") return { since: day, until: addDays(day, 14, zone) };
  const since = addDays(day, -weekday(day, zone), zone);
  return { since, until: addDays(since, view === "weeks" ? 14 : 7, zone) };
}

/** The day from which the neighbouring range is drawn: `2026-11-23`. */
export function neighbour(range: Range, view: View, step: -1 | 1, zone: string): string {
  const days = view === "week" ? 7 : 14;
  const start =
    view === "month"
      ? startOfMonth(range.since, step, zone)
      : addDays(range.since, days * step, zone);
  return toWallTime(start, zone).slice(0, 10);
}

export const hoursOf = (range: Range) => (range.until - range.since) / 3_600_000;
