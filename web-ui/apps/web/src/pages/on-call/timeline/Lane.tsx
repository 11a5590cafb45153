/** One row of the timeline: bars of people over the lines of the days. */

import { useClockText, useLanguage, useTranslate } from "@platform/ui";
import { zonedClock, zonedMoment } from "@platform/ui/time-zone";
import clsx from "clsx";
import type { ReactNode } from "react";
import type { Person } from "../queries";
import type { Range } from "../range";
import { colourOf } from "./colours";
import { type Bar, nights, placeOf, stack } from "./spans";
import { type Span, useDrag } from "./use-drag";

export interface LaneFrame {
  range: Range;
  zone: string;
  /** The first moments of the days. */
  days: readonly number[];
  /** People in the order of their colours. */
  order: readonly string[];
  people: ReadonlyMap<string, Person>;
}

interface LaneProps {
  label: string;
  detail?: string;
  frame: LaneFrame;
  bars: readonly Bar[];
  gaps?: readonly Span[];
  /** The row that counts. */
  large?: boolean;
  empty?: string;
  onDrawn?(span: Span): void;
  onPress?(bar: Bar): void;
  children?: ReactNode;
}

const percent = (value: number) => `${value.toFixed(4)}%`;
const HATCHED =
  "repeating-linear-gradient(135deg, var(--sev-critical-bg) 0 6px, color-mix(in srgb, var(--sev-critical) 35%, var(--bg)) 6px 8px)";

export function Lane(props: LaneProps) {
  const { label, detail, frame, bars, gaps = [], large = false, empty, children } = props;
  const t = useTranslate();
  const { drawn, handlers } = useDrag(frame.range, props.onDrawn);
  const rows = stack(bars);
  const height = large ? 52 : 34;
  return (
    <div className="grid border-b border-line last:border-b-0 lg:grid-cols-[9.5rem_minmax(0,1fr)]">
      <div className={clsx("px-3 py-1.5 lg:border-r lg:border-line", large && "lg:py-3")}>
        <p className={clsx("truncate", large ? "font-semibold" : "font-medium")}>{label}</p>
        {detail && <p className="truncate text-xs text-muted">{detail}</p>}
      </div>
      <div
        {...handlers}
        className={clsx("relative select-none", props.onDrawn && "lg:cursor-crosshair")}
        style={{ minHeight: Math.max(1, rows.length) * height }}
      >
        <DayLines frame={frame} />
        <ul aria-label={label} className="absolute inset-0">
          {gaps.map((gap) => (
            <GapBar key={gap.start} gap={gap} frame={frame} />
          ))}
          {rows.map((row, index) =>
            row.map((bar) => (
              <BarItem
                key={bar.id}
                bar={bar}
                frame={frame}
                top={index * height}
                height={height}
                large={large}
                onPress={props.onPress}
              />
            )),
          )}
        </ul>
        {bars.length === 0 && gaps.length === 0 && empty && (
          <p className="pointer-events-none absolute inset-0 flex items-center px-3 text-muted">
            {empty}
          </p>
        )}
        {drawn && <DrawnSpan span={drawn} frame={frame} label={t("oncall.drag.new")} />}
        {children}
        <NowLine range={frame.range} />
      </div>
    </div>
  );
}

function DayLines({ frame }: { frame: LaneFrame }) {
  return frame.days.slice(1).map((day) => {
    const place = placeOf({ start: day, end: frame.range.until }, frame.range);
    return (
      <span
        key={day}
        aria-hidden
        className="absolute inset-y-0 border-l border-line opacity-70"
        style={{ left: percent(place?.left ?? 0) }}
      />
    );
  });
}

function NowLine({ range }: { range: Range }) {
  const left = useClockText((now) => {
    const place = placeOf({ start: Math.floor(now / 60_000) * 60_000, end: range.until }, range);
    return place && now > range.since ? percent(place.left) : "";
  });
  if (!left) return null;
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute inset-y-0 z-10 w-0.5 -translate-x-px bg-critical"
      style={{ left }}
    />
  );
}

interface BarItemProps {
  bar: Bar;
  frame: LaneFrame;
  top: number;
  height: number;
  large: boolean;
  onPress?(bar: Bar): void;
}

function BarItem({ bar, frame, top, height, large, onPress }: BarItemProps) {
  const t = useTranslate();
  const language = useLanguage();
  const place = placeOf(bar, frame.range);
  if (!place) return null;
  const names = bar.people.map((person) => person.name).join(", ") || t("oncall.nobody");
  const from = zonedMoment(bar.start, frame.zone, language);
  const to = zonedMoment(bar.end, frame.zone, language);
  const hours = Math.round(((bar.end - bar.start) / 3_600_000) * 10) / 10;
  const text = t("oncall.bar", { names, from, to, hours, why: bar.why });
  const colour = colourOf(bar.people[0]?.id, frame.order);
  const look = {
    left: percent(place.left),
    width: `calc(${percent(place.width)} - 2px)`,
    top: top + 3,
    height: height - 6,
    background: `color-mix(in srgb, ${colour} 16%, var(--bg))`,
    borderColor: colour,
  };
  const style =
    "absolute flex flex-col justify-center overflow-hidden rounded-chip border-l-4 px-1.5 text-left leading-tight text-text";
  const content = (
    <>
      {large && <Nights bar={bar} frame={frame} />}
      <span className="relative block truncate font-medium">{names}</span>
      {large && place.width > 9 && (
        <span className="relative block truncate text-xs text-muted">
          {bar.why || `${zonedClock(bar.start, frame.zone, language)} →`}
        </span>
      )}
    </>
  );
  return (
    <li>
      {onPress ? (
        <button
          type="button"
          title={text}
          aria-label={text}
          onClick={() => onPress(bar)}
          className={clsx(style, "cursor-pointer hover:brightness-95 dark:hover:brightness-125")}
          style={look}
        >
          {content}
        </button>
      ) : (
        <span role="img" title={text} aria-label={text} className={style} style={look}>
          {content}
        </span>
      )}
    </li>
  );
}

/** The night of the person who has the shift. */
function Nights({ bar, frame }: { bar: Bar; frame: LaneFrame }) {
  const zone = frame.people.get(bar.people[0]?.id ?? "")?.timezone;
  if (!zone || bar.people.length !== 1 || frame.days.length > 14) return null;
  const shown = {
    start: Math.max(bar.start, frame.range.since),
    end: Math.min(bar.end, frame.range.until),
  };
  return nights(shown, zone).map((night) => {
    const place = placeOf(night, { since: shown.start, until: shown.end });
    return (
      place && (
        <span
          key={night.start}
          aria-hidden
          className="absolute inset-y-0 bg-text opacity-[0.07]"
          style={{ left: percent(place.left), width: percent(place.width) }}
        />
      )
    );
  });
}

function GapBar({ gap, frame }: { gap: Span; frame: LaneFrame }) {
  const t = useTranslate();
  const language = useLanguage();
  const place = placeOf(gap, frame.range);
  if (!place) return null;
  const text = t("oncall.gap", {
    from: zonedMoment(gap.start, frame.zone, language),
    to: zonedMoment(gap.end, frame.zone, language),
  });
  return (
    <li>
      <span
        role="img"
        aria-label={text}
        title={text}
        className="absolute inset-y-[3px] overflow-hidden rounded-chip border border-critical"
        style={{ left: percent(place.left), width: percent(place.width), background: HATCHED }}
      />
    </li>
  );
}

export function DrawnSpan({ span, frame, label }: { span: Span; frame: LaneFrame; label: string }) {
  const language = useLanguage();
  const place = placeOf(span, frame.range);
  if (!place) return null;
  return (
    <span
      className="pointer-events-none absolute inset-y-[3px] z-20 overflow-hidden rounded-chip border-2 border-accent bg-accent-tint px-1 text-xs text-text"
      style={{ left: percent(place.left), width: percent(place.width) }}
    >
      <span className="block truncate font-medium">{label}</span>
      <span className="block truncate">
        {zonedClock(span.start, frame.zone, language)}–{zonedClock(span.end, frame.zone, language)}
      </span>
    </span>
  );
}
