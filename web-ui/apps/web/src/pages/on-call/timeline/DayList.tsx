/** The final schedule day by day: what a phone shows. */

import { useLanguage, useTranslate } from "@platform/ui";
import { addDays, daysBetween, startOfDay, zonedClock, zonedText } from "@platform/ui/time-zone";
import { TriangleAlert } from "lucide-react";
import type { FinalSchedule, Schedule } from "../queries";
import type { Range } from "../range";
import { colourOf } from "./colours";
import type { Bar } from "./spans";
import { finalBars, peopleOf, spanOf } from "./Timeline";
import type { Span } from "./use-drag";

interface DayListProps {
  schedule: Schedule;
  final: FinalSchedule;
  range: Range;
  zone: string;
  onOverride?(span: Span, insteadOf?: string): void;
}

export function DayList({ schedule, final, range, zone, onOverride }: DayListProps) {
  const t = useTranslate();
  const language = useLanguage();
  const order = peopleOf(schedule);
  const gaps: Bar[] = final.gaps.map((gap) => ({
    id: `gap ${gap.start}`,
    ...spanOf(gap),
    people: [],
    why: "",
  }));
  const bars = [...finalBars(final, t), ...gaps].sort((left, right) => left.start - right.start);
  const today = startOfDay(Date.now(), zone);
  return (
    <ol className="overflow-hidden rounded-card border border-line">
      {daysBetween(range.since, range.until, zone).map((day) => {
        const end = addDays(day, 1, zone);
        const ofDay = bars.filter((bar) => bar.start < end && bar.end > day);
        return (
          <li
            key={day}
            className="grid grid-cols-[4.5rem_minmax(0,1fr)] border-b border-line last:border-b-0"
          >
            <p className={`px-3 py-2.5 ${day === today ? "font-semibold text-accent" : ""}`}>
              <span className="block text-xs">
                {day === today
                  ? t("oncall.today")
                  : zonedText(day, zone, language, { weekday: "short" })}
              </span>
              {zonedText(day, zone, language, { month: "short", day: "numeric" })}
            </p>
            <ul className="divide-y divide-line border-l border-line">
              {ofDay.map((bar) => (
                <li key={bar.id}>
                  <DayEntry
                    bar={bar}
                    time={`${bar.start <= day ? "00:00" : zonedClock(bar.start, zone, language)}–${bar.end >= end ? "24:00" : zonedClock(bar.end, zone, language)}`}
                    colour={colourOf(bar.people[0]?.id, order)}
                    onPress={
                      onOverride &&
                      (() =>
                        onOverride(
                          {
                            start: Math.max(bar.start, day, Date.now()),
                            end: Math.min(bar.end, end),
                          },
                          bar.people[0]?.id,
                        ))
                    }
                  />
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}

interface DayEntryProps {
  bar: Bar;
  time: string;
  colour: string;
  onPress?: () => void;
}

function DayEntry({ bar, time, colour, onPress }: DayEntryProps) {
  const t = useTranslate();
  const isGap = bar.people.length === 0;
  const names = bar.people.map((person) => person.name).join(", ");
  const content = (
    <>
      {isGap ? (
        <TriangleAlert size={16} aria-hidden className="shrink-0 text-critical" />
      ) : (
        <span
          aria-hidden
          className="h-8 w-1 shrink-0 rounded-chip"
          style={{ background: colour }}
        />
      )}
      <span className="min-w-0 flex-1">
        <span className={`block truncate font-medium ${isGap ? "text-critical" : ""}`}>
          {isGap ? t("oncall.nobody") : names}
        </span>
        <span className="block truncate text-muted">
          <span className="tabular">{time}</span>
          {bar.why && ` · ${bar.why}`}
        </span>
      </span>
    </>
  );
  const style = "flex min-h-14 w-full items-center gap-2.5 px-3 py-1.5 text-left";
  if (!onPress) return <div className={style}>{content}</div>;
  return (
    <button type="button" onClick={onPress} className={`${style} cursor-pointer hover:bg-hover`}>
      {content}
    </button>
  );
}
