/** Lines or stacked bars over days. What is drawn is also in the table beside it. */

import { useEffect, useRef, useState } from "react";
import { ticksUpTo } from "./scale";

export interface Series {
  name: string;
  /** A colour of the tokens: "var(--chart-1)". */
  colour: string;
  values: readonly (number | null)[];
  dashed?: boolean;
}

interface PlotProps {
  /** What the chart shows, for those who do not see it. */
  label: string;
  kind: "lines" | "bars";
  labels: readonly string[];
  series: readonly Series[];
  format(value: number): string;
  /** The values are seconds. */
  clock?: boolean;
}

const HEIGHT = 220;
const TOP = 10;
const BOTTOM = 26;
const RIGHT = 12;
const INNER = HEIGHT - TOP - BOTTOM;

function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(Math.max(240, element.clientWidth)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return { frame, width };
}

export function Plot({ label, kind, labels, series, format, clock }: PlotProps) {
  const { frame, width } = useWidth();
  const [pointed, setPointed] = useState<number | null>(null);
  const totals = labels.map((_, index) =>
    kind === "bars"
      ? series.reduce((sum, each) => sum + (each.values[index] ?? 0), 0)
      : Math.max(0, ...series.map((each) => each.values[index] ?? 0)),
  );
  const ticks = ticksUpTo(Math.max(0, ...totals), clock);
  const most = ticks.at(-1) || 1;
  const left = 12 + 7 * Math.max(...ticks.map((tick) => format(tick).length));
  const inner = width - left - RIGHT;
  const slot = inner / Math.max(1, labels.length);
  const x = (index: number) => left + slot * (index + 0.5);
  const y = (value: number) => TOP + INNER * (1 - value / most);
  const every = Math.max(1, Math.ceil(labels.length / Math.max(1, Math.floor(inner / 70))));

  const point = (clientX: number, box: DOMRect) => {
    const index = Math.floor((clientX - box.left - left) / slot);
    setPointed(index >= 0 && index < labels.length ? index : null);
  };

  return (
    <div ref={frame} className="relative">
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={HEIGHT}
        className="block max-w-full text-xs"
        onPointerMove={(event) => point(event.clientX, event.currentTarget.getBoundingClientRect())}
        onPointerLeave={() => setPointed(null)}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              x1={left}
              x2={width - RIGHT}
              y1={y(tick)}
              y2={y(tick)}
              style={{ stroke: "var(--line)" }}
            />
            <text x={left - 8} y={y(tick) + 4} textAnchor="end" style={{ fill: "var(--muted)" }}>
              {format(tick)}
            </text>
          </g>
        ))}
        {labels.map(
          (text, index) =>
            index % every === 0 && (
              <text
                key={text}
                x={x(index)}
                y={HEIGHT - 8}
                textAnchor="middle"
                style={{ fill: "var(--muted)" }}
              >
                {text}
              </text>
            ),
        )}
        {pointed !== null && (
          <line
            x1={x(pointed)}
            x2={x(pointed)}
            y1={TOP}
            y2={TOP + INNER}
            style={{ stroke: "var(--line-strong)" }}
          />
        )}
        {kind === "lines"
          ? series.map((each) => <Line key={each.name} series={each} x={x} y={y} />)
          : labels.map((text, index) => (
              <Stack key={text} series={series} index={index} x={x(index)} slot={slot} y={y} />
            ))}
      </svg>
      {pointed !== null && (
        <Pointed
          at={x(pointed)}
          width={width}
          title={labels[pointed] ?? ""}
          lines={series.map((each) => ({ ...each, value: each.values[pointed] ?? null }))}
          format={format}
        />
      )}
    </div>
  );
}

interface LineProps {
  series: Series;
  x(index: number): number;
  y(value: number): number;
}

/** Days without a value break the line. */
function Line({ series, x, y }: LineProps) {
  let path = "";
  let isDown = false;
  series.values.forEach((value, index) => {
    if (value === null) {
      isDown = false;
      return;
    }
    path += `${isDown ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = true;
  });
  return (
    <g style={{ stroke: series.colour, fill: "none", strokeWidth: 2 }}>
      <path d={path} strokeDasharray={series.dashed ? "6 4" : undefined} strokeLinejoin="round" />
      {series.values.map(
        (value, index) =>
          value !== null && (
            <circle
              // biome-ignore lint/suspicious/noArrayIndexKey: a day keeps its place
              key={index}
              cx={x(index)}
              cy={y(value)}
              r={2}
              style={{ fill: series.colour }}
            />
          ),
      )}
    </g>
  );
}

interface StackProps {
  series: readonly Series[];
  index: number;
  x: number;
  slot: number;
  y(value: number): number;
}

function Stack({ series, index, x, slot, y }: StackProps) {
  const width = Math.min(36, slot * 0.7);
  let base = 0;
  return series.map((each) => {
    const value = each.values[index] ?? 0;
    const from = base;
    base += value;
    return (
      value > 0 && (
        <rect
          key={each.name}
          x={x - width / 2}
          y={y(base)}
          width={width}
          height={Math.max(1, y(from) - y(base))}
          style={{ fill: each.colour, stroke: "var(--bg)", strokeWidth: 1 }}
        />
      )
    );
  });
}

interface PointedProps {
  at: number;
  width: number;
  title: string;
  lines: readonly (Series & { value: number | null })[];
  format(value: number): string;
}

function Pointed({ at, width, title, lines, format }: PointedProps) {
  const onLeft = at > width / 2;
  return (
    <div
      aria-hidden
      style={onLeft ? { right: width - at + 8 } : { left: at + 8 }}
      className="pointer-events-none absolute top-2 z-10 rounded-control border border-line bg-raised px-2.5 py-1.5 text-xs shadow-lg"
    >
      <p className="font-semibold">{title}</p>
      {lines.map((line) => (
        <p key={line.name} className="flex items-center gap-1.5 whitespace-nowrap">
          <span className="size-2 rounded-full" style={{ background: line.colour }} />
          {line.name}
          <span className="ml-auto pl-3 tabular">
            {line.value === null ? "–" : format(line.value)}
          </span>
        </p>
      ))}
    </div>
  );
}

/** The names of the series beside their colours. */
export function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {series.map((each) => (
        <li key={each.name} className="flex items-center gap-1.5">
          <svg width={18} height={8} aria-hidden>
            <line
              x1={0}
              x2={18}
              y1={4}
              y2={4}
              strokeDasharray={each.dashed ? "6 4" : undefined}
              style={{ stroke: each.colour, strokeWidth: 3 }}
            />
          </svg>
          {each.name}
        </li>
      ))}
    </ul>
  );
}
