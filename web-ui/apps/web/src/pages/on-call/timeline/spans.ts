/** Where a span of time lies on the timeline, and how spans that overlap are stacked. */

import { fromWallTime, startOfDay, toWallTime } from "@platform/ui/time-zone";
import type { PersonRef } from "../queries";
import type { Range } from "../range";

/** One bar of a lane. */
export interface Bar {
  id: string;
  start: number;
  end: number;
  people: readonly PersonRef[];
  /** What put it there, in words: the name of a layer, "override". */
  why: string;
}

export interface Place {
  left: number;
  width: number;
}

/** In percent of the width; null for what lies outside. */
export function placeOf(span: { start: number; end: number }, range: Range): Place | null {
  const start = Math.max(span.start, range.since);
  const end = Math.min(span.end, range.until);
  if (end <= start) return null;
  const length = range.until - range.since;
  return { left: ((start - range.since) / length) * 100, width: ((end - start) / length) * 100 };
}

/** Bars in as few rows as possible, none over another; earlier ones further up. */
export function stack(bars: readonly Bar[]): Bar[][] {
  const rows: Bar[][] = [];
  for (const bar of [...bars].sort((left, right) => left.start - right.start)) {
    const free = rows.find((row) => (row.at(-1)?.end ?? 0) <= bar.start);
    if (free) free.push(bar);
    else rows.push([bar]);
  }
  return rows;
}

const NIGHT = { from: "22:00", to: "07:00" };
const DAY_MS = 24 * 3_600_000;

/** The nights (22 to 7) of a zone that touch a span. */
export function nights(span: { start: number; end: number }, zone: string) {
  const found: { start: number; end: number }[] = [];
  for (
    let day = startOfDay(span.start - DAY_MS, zone);
    day < span.end;
    day = startOfDay(day + 1.5 * DAY_MS, zone)
  ) {
    const date = toWallTime(day, zone).slice(0, 10);
    const next = toWallTime(startOfDay(day + 1.5 * DAY_MS, zone), zone).slice(0, 10);
    const start = Math.max(fromWallTime(`${date}T${NIGHT.from}`, zone), span.start);
    const end = Math.min(fromWallTime(`${next}T${NIGHT.to}`, zone), span.end);
    if (end > start) found.push({ start, end });
  }
  return found;
}

/** Half hours are what people agree on. */
export const SNAP_MS = 30 * 60_000;
export const snapped = (instant: number) => Math.round(instant / SNAP_MS) * SNAP_MS;
