/**
 * Wall clocks of IANA zones. Instants are milliseconds since 1970; a wall time is what a clock in
 * the zone shows, written `2026-10-25T09:00`. Days are days of the zone, of 23, 24 or 25 hours.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

function wallFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  return format;
}

const MINUTE = 60_000;

/** What is shown on the wall, read as if it were UTC. */
function shownAsUtc(instant: number, zone: string): number {
  const part: Record<string, string> = {};
  for (const { type, value } of wallFormat(zone).formatToParts(instant)) part[type] = value;
  const { year, month, day, hour, minute, second } = part;
  return Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
}

/** How far the clocks of the zone are ahead of UTC at an instant, in minutes. */
export function offsetMinutes(instant: number, zone: string): number {
  return Math.round((shownAsUtc(instant, zone) - instant) / MINUTE);
}

/** `2026-10-25T09:00`: what clocks in the zone show. */
export function toWallTime(instant: number, zone: string): string {
  return new Date(shownAsUtc(instant, zone)).toISOString().slice(0, 16);
}

/**
 * The instant at which clocks in the zone show `wall`. A time that is skipped when clocks go forward
 * moves behind the change; of a time that comes twice the first is meant.
 */
export function fromWallTime(wall: string, zone: string): number {
  const shown = Date.parse(`${wall.slice(0, 16)}:00Z`);
  const day = 24 * 60 * MINUTE;
  const before = offsetMinutes(shown - day, zone);
  const after = offsetMinutes(shown + day, zone);
  const first = shown - before * MINUTE;
  if (offsetMinutes(first, zone) === before) return first;
  const second = shown - after * MINUTE;
  return offsetMinutes(second, zone) === after ? second : first;
}

/** Midnight (or the first moment) of the day of the zone in which the instant lies. */
export function startOfDay(instant: number, zone: string): number {
  return fromWallTime(`${toWallTime(instant, zone).slice(0, 10)}T00:00`, zone);
}

/** The first moment of the day `days` after the one in which the instant lies. */
export function addDays(instant: number, days: number, zone: string): number {
  const date = new Date(`${toWallTime(instant, zone).slice(0, 10)}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return fromWallTime(`${date.toISOString().slice(0, 10)}T00:00`, zone);
}

/** The first moments of all days from `since` to before `until`. */
export function daysBetween(since: number, until: number, zone: string): number[] {
  const days: number[] = [];
  for (let day = startOfDay(since, zone); day < until; day = addDays(day, 1, zone)) days.push(day);
  return days;
}

export interface ClockChange {
  at: number;
  /** By how much clocks go forward; negative when they go back. */
  minutes: number;
}

/** The first change of the clocks between two instants, to the minute. */
export function clockChange(since: number, until: number, zone: string): ClockChange | null {
  const days = [since, ...daysBetween(since, until, zone).slice(1), until];
  for (const [index, day] of days.entries()) {
    const next = days[index + 1];
    if (next === undefined) return null;
    const minutes = offsetMinutes(next, zone) - offsetMinutes(day, zone);
    if (minutes === 0) continue;
    let [low, high] = [day, next];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offsetMinutes(middle, zone) === offsetMinutes(day, zone)) low = middle;
      else high = middle;
    }
    return { at: high, minutes };
  }
  return null;
}

/** The zone of this browser. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** All zones the browser knows, UTC first. */
export function allZones(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}

const named = new Map<string, Intl.DateTimeFormat>();

/** A date or time as clocks in the zone show it. */
export function zonedText(
  instant: number,
  zone: string,
  language: string,
  options: Intl.DateTimeFormatOptions,
): string {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  let format = named.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: "h23", ...options });
    named.set(key, format);
  }
  return format.format(instant);
}

/** "Mon, Nov 23, 09:00". */
export function zonedMoment(instant: number, zone: string, language: string): string {
  return zonedText(instant, zone, language, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** "09:00". */
export function zonedClock(instant: number, zone: string, language: string): string {
  return zonedText(instant, zone, language, { hour: "2-digit", minute: "2-digit" });
}

/** "Nov 16 – 22, 2026": the days from one instant to another. */
export function zonedDays(from: number, to: number, zone: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    year: "numeric",
    month: "short",
    day: "numeric",
  });
  return format.formatRange(from, to);
}
