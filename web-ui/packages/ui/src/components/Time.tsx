/** Times on a page: how long ago, running clocks, and the absolute time as a hint. */

import { useClockText } from "../clock";
import { useLanguage, useTranslate } from "../i18n/i18n";
import { absoluteText, clockText, durationText, shortDurationText } from "../i18n/time";

const secondsSince = (instant: string, now: number) => (now - Date.parse(instant)) / 1000;

/** The time since an instant in one unit: "3 min". */
export function Age({ since }: { since: string }) {
  const t = useTranslate();
  const language = useLanguage();
  const text = useClockText((now) => shortDurationText(secondsSince(since, now), t));
  return (
    <time dateTime={since} title={absoluteText(since, language)} className="tabular">
      {text}
    </time>
  );
}

/** A running clock: "3 min 12 s". With `until` it stands still. */
export function Elapsed({ since, until }: { since: string; until?: string | null }) {
  const t = useTranslate();
  const language = useLanguage();
  const text = useClockText((now) =>
    durationText(secondsSince(since, until ? Date.parse(until) : now), t),
  );
  return (
    <time dateTime={since} title={absoluteText(since, language)} className="tabular">
      {text}
    </time>
  );
}

/** A point in time: the clock time today, with the date before that; the zone is in the hint. */
export function At({ instant }: { instant: string }) {
  const language = useLanguage();
  const text = useClockText((now) => clockText(instant, now, language));
  return (
    <time dateTime={instant} title={absoluteText(instant, language)} className="tabular">
      {text}
    </time>
  );
}
