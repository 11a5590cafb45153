/** The timeline: the final schedule on top, overrides, then every layer alone. */

import { type Translate, useLanguage, useNarrow, useTranslate } from "@platform/ui";
import { daysBetween, startOfDay, zonedText } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { usePeople } from "../../../directory/queries";
import {
  type FinalSchedule,
  type FinalShift,
  type Override,
  overridesQuery,
  type Person,
  renderedQuery,
  type Schedule,
} from "../queries";
import type { Range } from "../range";
import { KeyboardDraft } from "./KeyboardDraft";
import { Lane, type LaneFrame } from "./Lane";
import { type Bar, placeOf } from "./spans";
import type { Span } from "./use-drag";

interface TimelineProps {
  schedule: Schedule;
  final: FinalSchedule;
  range: Range;
  zone: string;
  /** Opens the form; missing when the person may not change anything. */
  onOverride?(span: Span, insteadOf?: string): void;
}

export function Timeline({ schedule, final, range, zone, onOverride }: TimelineProps) {
  const t = useTranslate();
  const people = usePeople();
  const isNarrow = useNarrow();
  const { since, until } = range;
  const { data: overrides } = useQuery(overridesQuery(schedule.slug, since, until));
  const layers = schedule.layers;
  const groups = layers.map((layer) => [layer]);
  const { data: rendered } = useQuery(renderedQuery(schedule, groups, since, until));
  const frame: LaneFrame = {
    range,
    zone,
    days: daysBetween(since, until, zone),
    order: peopleOf(schedule),
    people,
  };
  const press = onOverride && ((bar: Bar) => onOverride(futureOf(bar), bar.people[0]?.id));

  return (
    <div className="overflow-hidden rounded-card border border-line bg-bg">
      <DayHeads frame={frame} />
      <Lane
        label={t("oncall.final")}
        detail={t("oncall.final.detail")}
        frame={frame}
        large
        bars={finalBars(final, t)}
        gaps={final.gaps.map(spanOf)}
        onDrawn={onOverride}
        onPress={press}
      />
      <Lane
        label={t("oncall.overrides")}
        detail={onOverride && !isNarrow ? t("oncall.overrides.hint") : undefined}
        frame={frame}
        bars={(overrides ?? []).map((override) => overrideBar(override, people, t))}
        empty={overrides && t("oncall.overrides.none")}
        onDrawn={onOverride}
      >
        {onOverride && <KeyboardDraft frame={frame} onTaken={onOverride} />}
      </Lane>
      {layers.map((layer, index) => (
        <Lane
          key={layer.id ?? index}
          label={layer.name || t("oncall.layer", { number: index + 1 })}
          detail={t("oncall.layer", { number: index + 1 })}
          frame={frame}
          bars={(rendered?.[index] ?? []).map((shift) => ({
            id: shift.start,
            ...spanOf(shift),
            people: shift.users.map((user) => refOf(user, people)),
            why: "",
          }))}
          empty={rendered && t("oncall.layer.none")}
        />
      ))}
    </div>
  );
}

export const spanOf = (span: { start: string; end: string }): Span => ({
  start: Date.parse(span.start),
  end: Date.parse(span.end),
});

/** An override cannot change what was. */
const futureOf = (bar: Bar): Span => ({ start: Math.max(bar.start, Date.now()), end: bar.end });

export function peopleOf(schedule: Pick<Schedule, "layers">): string[] {
  const named = schedule.layers.flatMap((layer) => layer.users.flat());
  return [...new Set(named.filter((user) => user !== null))];
}

const refOf = (id: string, people: ReadonlyMap<string, Person>) => ({
  id,
  name: people.get(id)?.name ?? "…",
});

/** The API says why in English; what is no name of a layer is said in the reader's language. */
function whyOf(by: FinalShift["by"], t: Translate): string {
  const reasons = [...new Set(Object.values(by ?? {}).flat())];
  return reasons
    .map((reason) => {
      const type = /^(cover|add|replace|remove) override$/.exec(reason)?.[1];
      return type ? t(`oncall.override.type.${type}`) : reason;
    })
    .join(", ");
}

export function finalBars(final: FinalSchedule, t: Translate): Bar[] {
  return final.shifts.map((shift) => ({
    id: shift.start,
    ...spanOf(shift),
    people: shift.people,
    why: whyOf(shift.by, t),
  }));
}

function overrideBar(override: Override, people: ReadonlyMap<string, Person>, t: Translate): Bar {
  return {
    id: override.id,
    ...spanOf(override),
    people: override.users.map((user) => refOf(user, people)),
    why: override.reason || t(`oncall.override.type.${override.type}`),
  };
}

function DayHeads({ frame }: { frame: LaneFrame }) {
  const language = useLanguage();
  const today = startOfDay(Date.now(), frame.zone);
  const dense = frame.days.length > 14;
  return (
    <div
      aria-hidden
      className="grid border-b border-line bg-surface lg:grid-cols-[9.5rem_minmax(0,1fr)]"
    >
      <div className="hidden lg:block lg:border-r lg:border-line" />
      <div className="relative h-9">
        {frame.days.map((day, index) => {
          const end = frame.days[index + 1] ?? frame.range.until;
          const place = placeOf({ start: day, end }, frame.range);
          return (
            <span
              key={day}
              className={clsx(
                "absolute inset-y-0 flex items-center justify-center gap-1 overflow-hidden border-line text-xs whitespace-nowrap",
                index > 0 && "border-l",
                day === today ? "font-semibold text-accent" : "text-muted",
              )}
              style={{ left: `${place?.left ?? 0}%`, width: `${place?.width ?? 0}%` }}
            >
              <span className={dense ? "hidden" : "narrow:hidden"}>
                {zonedText(day, frame.zone, language, { weekday: "short" })}
              </span>
              <span className="tabular">
                {zonedText(day, frame.zone, "en", { day: "numeric" })}
              </span>
            </span>
          );
        })}
      </div>
    </div>
  );
}
