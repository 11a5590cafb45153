/** Times in words: how long, how long ago, and the absolute time with the name of its zone. */

import type { Language, Translate } from "./i18n";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "3 min 12 s", "2 h 5 min", "4 d 3 h": the two largest units of a number of seconds. */
export function durationText(seconds: number, t: Translate): string {
  const total = Math.max(0, Math.floor(seconds));
  if (total < MINUTE) return t("time.seconds", { s: total });
  if (total < HOUR) return t("time.minutes", { m: Math.floor(total / MINUTE), s: total % MINUTE });
  if (total < DAY) {
    return t("time.hours", { h: Math.floor(total / HOUR), m: Math.floor((total % HOUR) / MINUTE) });
  }
  return t("time.days", { d: Math.floor(total / DAY), h: Math.floor((total % DAY) / HOUR) });
}

/** One unit only, for dense lists: "12 s", "3 min", "2 h", "4 d". */
export function shortDurationText(seconds: number, t: Translate): string {
  const total = Math.max(0, Math.floor(seconds));
  if (total < MINUTE) return t("time.seconds", { s: total });
  if (total < HOUR) return t("time.short.minutes", { m: Math.floor(total / MINUTE) });
  if (total < DAY) return t("time.short.hours", { h: Math.floor(total / HOUR) });
  return t("time.short.days", { d: Math.floor(total / DAY) });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language}:${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(language, options);
    formats.set(key, known);
  }
  return known;
}

/** Date, time to the second and zone: for titles and tooltips. */
export function absoluteText(instant: string, language: Language): string {
  return format(language, {
    dateStyle: "medium",
    timeStyle: "long",
    hourCycle: "h23",
  }).format(new Date(instant));
}

/** The time alone for today, with the date before that. */
export function clockText(instant: string, now: number, language: Language): string {
  const date = new Date(instant);
  const today = new Date(now).toDateString() === date.toDateString();
  const time: Intl.DateTimeFormatOptions = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  return format(language, today ? time : { month: "short", day: "numeric", ...time }).format(date);
}
