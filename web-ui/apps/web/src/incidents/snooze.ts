/** How long an incident can be put aside with one press. */

import { serverNow } from "@platform/ui";

export const SNOOZES = ["15m", "1h", "4h", "morning"] as const;
export type SnoozeChoice = (typeof SNOOZES)[number];

const MINUTE_MS = 60_000;
const MINUTES: Record<Exclude<SnoozeChoice, "morning">, number> = {
  "15m": 15,
  "1h": 60,
  "4h": 240,
};
const MORNING_HOUR = 9;

/** When a snooze that begins now ends, in milliseconds. The morning is the next 9:00 here. */
export function snoozeEnd(choice: SnoozeChoice, now = serverNow()): number {
  if (choice !== "morning") return now + MINUTES[choice] * MINUTE_MS;
  const morning = new Date(now);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  if (morning.getTime() <= now) morning.setDate(morning.getDate() + 1);
  return morning.getTime();
}
