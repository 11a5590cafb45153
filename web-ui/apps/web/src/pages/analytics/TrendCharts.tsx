/** Day by day: how fast people acted, and how much there was. */

import type { Schemas } from "@platform/api";
import {
  durationText,
  SEVERITIES,
  shortDurationText,
  useLanguage,
  useTranslate,
} from "@platform/ui";
import { ChartPanel, Legend, Plot, type Series } from "@platform/ui/charts";

type Analytics = Schemas["Analytics"];

interface ChartProps {
  data: Analytics;
}

/** "Nov 21" in the reader's language; a day has no zone of its own. */
function useDayLabels(data: Analytics): string[] {
  const language = useLanguage();
  const format = new Intl.DateTimeFormat(language, {
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  });
  return data.days.map(({ day }) => format.format(new Date(`${day}T00:00:00Z`)));
}

export function SpeedChart({ data, of }: ChartProps & { of: "mtta" | "mttr" }) {
  const t = useTranslate();
  const labels = useDayLabels(data);
  const spread = data.total[of];
  const series: Series[] = [
    {
      name: t("analytics.median"),
      colour: "var(--chart-1)",
      values: data.days.map((day) => day[`${of}_median`] ?? null),
    },
    {
      name: t("analytics.p90"),
      colour: "var(--chart-2)",
      values: data.days.map((day) => day[`${of}_p90`] ?? null),
      dashed: true,
    },
  ];
  const finding =
    spread?.median == null
      ? t("analytics.no-figures")
      : t("analytics.speed.finding", {
          median: durationText(spread.median, t),
          p90: durationText(spread.p90 ?? 0, t),
          count: spread.count,
        });
  return (
    <ChartPanel
      title={t(`analytics.${of}`)}
      finding={finding}
      table={{
        columns: [t("analytics.day"), ...series.map((each) => each.name)],
        rows: data.days.map((day, index) => [
          day.day,
          ...series.map((each) => each.values[index] ?? null),
        ]),
        show: (value) => (typeof value === "number" ? durationText(value, t) : value),
      }}
    >
      <Legend series={series} />
      <Plot
        label={`${t(`analytics.${of}`)}: ${finding}`}
        kind="lines"
        labels={labels}
        series={series}
        format={(seconds) => shortDurationText(seconds, t)}
        clock
      />
    </ChartPanel>
  );
}

export function VolumeChart({ data }: ChartProps) {
  const t = useTranslate();
  const labels = useDayLabels(data);
  const series: Series[] = SEVERITIES.map((severity) => ({
    name: t(`severity.${severity}`),
    colour: `var(--fill-${severity})`,
    values: data.days.map((day) => day.by_severity[severity] ?? 0),
  })).reverse();
  const worst = data.days.reduce(
    (held, day, index) => (day.opened > (data.days[held]?.opened ?? -1) ? index : held),
    0,
  );
  const finding =
    data.days.length === 0
      ? t("analytics.no-figures")
      : t("analytics.volume.finding", {
          count: data.total.opened ?? 0,
          day: labels[worst],
          most: data.days[worst]?.opened ?? 0,
        });
  return (
    <ChartPanel
      title={t("analytics.volume")}
      finding={finding}
      table={{
        columns: [
          t("analytics.day"),
          t("analytics.opened"),
          ...SEVERITIES.map((severity) => t(`severity.${severity}`)),
          t("analytics.resolved"),
          t("analytics.breached"),
        ],
        rows: data.days.map((day) => [
          day.day,
          day.opened,
          ...SEVERITIES.map((severity) => day.by_severity[severity] ?? 0),
          day.resolved,
          day.breached,
        ]),
      }}
    >
      <Legend series={series} />
      <Plot
        label={`${t("analytics.volume")}: ${finding}`}
        kind="bars"
        labels={labels}
        series={series}
        format={(count) => String(Math.round(count))}
      />
    </ChartPanel>
  );
}
