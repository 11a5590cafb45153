/** A promised time: until when, whether it was kept, and that it was broken. */

import { AlarmClock, Check, Hourglass, type LucideIcon, Pause } from "lucide-react";
import { useClockText } from "../clock";
import { useLanguage, useTranslate } from "../i18n/i18n";
import { absoluteText, durationText, shortDurationText } from "../i18n/time";

export interface PromisedTime {
  due_at?: string | null;
  met_at?: string | null;
  breached?: boolean;
}

type DueState = "due" | "soon" | "overdue" | "paused" | "met" | "late";

/** From here on it is worth a look. */
const SOON_MS = 5 * 60_000;

const LOOKS: Record<DueState, string> = {
  due: "",
  soon: "font-semibold text-high",
  overdue: "font-semibold text-critical",
  paused: "text-muted",
  met: "text-ok",
  late: "text-critical",
};

const ICONS: Record<DueState, LucideIcon> = {
  due: Hourglass,
  soon: Hourglass,
  overdue: AlarmClock,
  paused: Pause,
  met: Check,
  late: AlarmClock,
};

function stateOf(clock: PromisedTime, paused: boolean, now: number): DueState {
  if (clock.met_at) return clock.breached ? "late" : "met";
  if (clock.breached) return "overdue";
  if (paused || !clock.due_at) return "paused";
  const left = Date.parse(clock.due_at) - now;
  if (left <= 0) return "overdue";
  return left < SOON_MS ? "soon" : "due";
}

interface DueProps {
  clock: PromisedTime;
  paused?: boolean;
  /** One unit and no words beside it: for rows of a list. */
  short?: boolean;
}

export function Due({ clock, paused = false, short = false }: DueProps) {
  const t = useTranslate();
  const language = useLanguage();
  const due = clock.due_at ? Date.parse(clock.due_at) : undefined;
  const state = useClockText((now) => stateOf(clock, paused, now)) as DueState;
  const text = useClockText((now) => {
    if (due === undefined || (state !== "due" && state !== "soon" && state !== "overdue")) {
      return t(`due.${state}`);
    }
    const seconds = Math.abs(due - now) / 1000;
    const time = short ? shortDurationText(seconds, t) : durationText(seconds, t);
    if (state === "overdue") return short ? t("due.breached") : t("due.overdue", { time });
    return short ? time : t("due.in", { time });
  });
  const Icon = ICONS[state];
  return (
    <time
      dateTime={clock.due_at ?? undefined}
      title={clock.due_at ? absoluteText(clock.due_at, language) : undefined}
      className={`inline-flex items-center gap-1.5 tabular ${LOOKS[state]}`}
    >
      <Icon size={15} aria-hidden className="shrink-0" />
      {text}
    </time>
  );
}
