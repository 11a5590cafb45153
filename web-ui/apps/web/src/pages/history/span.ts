/** Which time the band shows, and the pieces it is cut into. */

import type { Filters } from "../../incidents/filters";

const DAY_MS = 86_400_000;
/** Without a choice the last year is shown. */
const YEAR_DAYS = 364;
/** More bars would be too narrow for a finger. */
const MOST_PIECES = 31;
/** Days in a bar: a day, a week, four weeks. */
const WIDTHS = [1, 7, 28] as const;

export interface Span {
  from: string;
  to: string;
}

export interface Piece extends Span {
  count: number;
}

const pad = (value: number) => String(value).padStart(2, "0");
const dayOf = (date: Date) =>
  `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

/** Days as numbers, so that no change of the clock comes between two of them. */
const toNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const toDay = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** What is over, unless the filters say which of it. */
export function overAll(filters: Filters): Filters {
  return { ...filters, status: filters.status ?? ["resolved", "closed"] };
}

export function shownSpan(filters: Filters, today = dayOf(new Date())): Span {
  const to = filters.to ?? today;
  return { from: filters.from ?? toDay(toNumber(to) - YEAR_DAYS), to };
}

/** The span in bars of a day, a week or four weeks; the last is whole, the first may be cut. */
export function piecesOf(span: Span, days: readonly { day: string; opened: number }[]): Piece[] {
  const first = toNumber(span.from);
  const last = toNumber(span.to);
  const length = last - first + 1;
  const width = WIDTHS.find((each) => length / each <= MOST_PIECES) ?? 28;
  const start = last + 1 - Math.ceil(length / width) * width;
  const pieces: Piece[] = [];
  for (let at = start; at <= last; at += width) {
    pieces.push({ from: toDay(Math.max(first, at)), to: toDay(at + width - 1), count: 0 });
  }
  for (const { day, opened } of days) {
    const piece = pieces[Math.floor((toNumber(day) - start) / width)];
    if (piece) piece.count += opened;
  }
  return pieces;
}
