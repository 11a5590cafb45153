/** Which time the band shows, and the pieces it is cut into. */

import type { Filters } from "../../incidents/filters";

const DAY_MS = 86_400_000;
/** Without a choice the last year is shown. */
const YEAR_DAYS = 364;
const MOST_PIECES = 62;

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

/** Weeks of a long span, days of a shorter one; counts summed. */
export function piecesOf(span: Span, days: readonly { day: string; opened: number }[]): Piece[] {
  const first = toNumber(span.from);
  const last = toNumber(span.to);
  const length = last - first + 1;
  const width = length <= MOST_PIECES ? 1 : 7;
  const pieces: Piece[] = [];
  for (let start = first; start <= last; start += width) {
    const end = Math.min(last, start + width - 1);
    pieces.push({ from: toDay(start), to: toDay(end), count: 0 });
  }
  for (const { day, opened } of days) {
    const piece = pieces[Math.floor((toNumber(day) - first) / width)];
    if (piece) piece.count += opened;
  }
  return pieces;
}
