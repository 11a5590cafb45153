/** Patterns: at which hours, in which states the time went, and who makes the noise. */

import type { Schemas } from "@platform/api";
import { durationText, StatusLabel, useLanguage, useTranslate } from "@platform/ui";
import { ChartPanel, HeatMap } from "@platform/ui/charts";
import { Link } from "@tanstack/react-router";

type Analytics = Schemas["Analytics"];

interface ChartProps {
  data: Analytics;
}

const DAYS = 7;
const HOURS = 24;
/** 1 January 2024 was a Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export function HoursChart({ data }: ChartProps) {
  const t = useTranslate();
  const language = useLanguage();
  const format = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  const days = Array.from({ length: DAYS }, (_, day) => format.format(MONDAY + day * DAY_MS));
  const counts = Array.from({ length: DAYS }, () => Array<number>(HOURS).fill(0));
  for (const { weekday, hour, count } of data.hours) {
    const row = counts[weekday - 1];
    if (row) row[hour] = count;
  }
  const busiest = [...data.hours].sort((left, right) => right.count - left.count)[0];
  const finding = busiest
    ? t("analytics.hours.finding", {
        day: days[busiest.weekday - 1],
        hour: busiest.hour,
        count: busiest.count,
      })
    : t("analytics.no-figures");
  return (
    <ChartPanel
      title={t("analytics.hours")}
      finding={finding}
      table={{
        columns: [t("analytics.weekday"), ...Array.from({ length: HOURS }, (_, hour) => `${hour}`)],
        rows: counts.map((row, day) => [days[day] ?? "", ...row]),
      }}
    >
      <HeatMap label={finding} days={days} counts={counts} />
      <p className="mt-2 text-xs text-muted">
        {t("analytics.hours.zone", { zone: data.time_zone })}
      </p>
    </ChartPanel>
  );
}

export function StatusChart({ data }: ChartProps) {
  const t = useTranslate();
  const spans = data.statuses.filter((span) => span.time.median != null);
  const most = Math.max(1, ...spans.map((span) => span.time.median ?? 0));
  const longest = [...spans].sort((a, b) => (b.time.median ?? 0) - (a.time.median ?? 0))[0];
  return (
    <ChartPanel
      title={t("analytics.states")}
      finding={
        longest
          ? t("analytics.states.finding", {
              status: t(`status.${longest.status}`),
              time: durationText(longest.time.median ?? 0, t),
            })
          : t("analytics.no-figures")
      }
      table={{
        columns: [
          t("column.status"),
          t("analytics.median"),
          t("analytics.p90"),
          t("analytics.count"),
        ],
        rows: spans.map((span) => [
          t(`status.${span.status}`),
          span.time.median ?? null,
          span.time.p90 ?? null,
          span.time.count ?? 0,
        ]),
        show: (value, column) =>
          typeof value === "number" && column < 3 ? durationText(value, t) : String(value),
      }}
    >
      <ul className="space-y-3 py-1">
        {spans.map((span) => (
          <li key={span.status}>
            <div className="flex justify-between gap-3">
              <StatusLabel status={span.status} />
              <span className="tabular">
                {durationText(span.time.median ?? 0, t)}
                <span className="text-muted">
                  {" · "}
                  {t("analytics.p90-value", { time: durationText(span.time.p90 ?? 0, t) })}
                </span>
              </span>
            </div>
            <Bar share={(span.time.median ?? 0) / most} />
          </li>
        ))}
      </ul>
    </ChartPanel>
  );
}

export function NoisyChart({ data }: ChartProps) {
  const t = useTranslate();
  const most = Math.max(1, ...data.noisy.map((each) => each.alerts));
  const [first] = data.noisy;
  return (
    <ChartPanel
      title={t("dashboard.noisy")}
      finding={
        first
          ? t("analytics.noisy.finding", { service: first.service, alerts: first.alerts })
          : t("analytics.no-figures")
      }
      table={{
        columns: [t("column.service"), t("analytics.alerts"), t("shell.incidents")],
        rows: data.noisy.map((each) => [each.service, each.alerts, each.incidents]),
      }}
    >
      <ol className="grid gap-x-8 md:grid-cols-2">
        {data.noisy.map((each) => (
          <li key={each.service} className="py-1.5">
            <div className="flex justify-between gap-3">
              <Link
                to="/incidents"
                search={{ service: each.service }}
                className="min-w-0 truncate underline-offset-2 hover:underline"
              >
                {each.service}
              </Link>
              <span className="shrink-0 text-muted tabular">
                {t("dashboard.noisy.counts", { alerts: each.alerts, incidents: each.incidents })}
              </span>
            </div>
            <Bar share={each.alerts / most} />
          </li>
        ))}
      </ol>
    </ChartPanel>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <span aria-hidden className="mt-1 block h-1.5 rounded-full bg-line">
      <span
        className="block h-full rounded-full bg-accent"
        style={{ width: `${Math.max(0.5, share * 100)}%` }}
      />
    </span>
  );
}
