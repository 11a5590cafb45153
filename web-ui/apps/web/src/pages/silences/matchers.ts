/** Conditions on labels, as they are typed and as the API takes them. */

import type { Matcher } from "./queries";

export const OPERATORS = ["=", "!=", "=~", "!~"] as const;
export type Operator = (typeof OPERATORS)[number];

export interface DraftMatcher {
  key: number;
  name: string;
  operator: Operator;
  value: string;
}

let nextKey = 1;

export const newMatcher = (name = "", value = ""): DraftMatcher => ({
  key: nextKey++,
  name,
  operator: "=",
  value,
});

/** Those that are complete. */
export function matchersOf(drafts: readonly DraftMatcher[]): Matcher[] {
  return drafts
    .filter(({ name, value }) => name.trim() !== "" && value !== "")
    .map(({ name, operator, value }) => ({
      name: name.trim(),
      value,
      is_regex: operator.endsWith("~"),
      is_equal: !operator.startsWith("!"),
    }));
}

function operatorOf(matcher: Matcher): Operator {
  const equal = matcher.is_equal ?? true;
  if (matcher.is_regex) return equal ? "=~" : "!~";
  return equal ? "=" : "!=";
}

/** `service=payment-api`. */
export const matcherText = (matcher: Matcher) =>
  `${matcher.name}${operatorOf(matcher)}${matcher.value}`;

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Day = (typeof DAYS)[number];

/** The days of a weekly rule; null when the rule says more than that. */
export function daysOf(rule: string): Day[] | null {
  const found = /^(?:RRULE:)?FREQ=WEEKLY;BYDAY=([A-Z,]+)$/.exec(rule)?.[1]?.split(",");
  if (!found) return null;
  const days = DAYS.filter((day) => found.includes(day));
  return days.length === found.length ? days : null;
}

export const weeklyRule = (days: readonly Day[]) =>
  `FREQ=WEEKLY;BYDAY=${DAYS.filter((day) => days.includes(day)).join(",")}`;
