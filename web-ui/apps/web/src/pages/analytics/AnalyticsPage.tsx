/** How it went: how fast people acted, how much there was, what was late, and when. */

import { ApiError, type Schemas } from "@platform/api";
import { durationText, ErrorState, Skeleton, STATUSES, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { usePolling } from "../../live/live";
import { useDocumentTitle } from "../../page-title";
import { useMe } from "../../session/session";
import { FilterBar } from "../incident-list/FilterBar";
import { HoursChart, NoisyChart, StatusChart } from "./PatternCharts";
import { analyticsQuery } from "./queries";
import { SpeedChart, VolumeChart } from "./TrendCharts";

const route = getRouteApi("/shell/analytics");

export default function AnalyticsPage() {
  const t = useTranslate();
  useDocumentTitle(t("analytics.title"));
  const filters = route.useSearch();
  const me = useMe()?.person?.id;
  const query = useQuery({ ...analyticsQuery(filters, me), refetchInterval: usePolling() });
  const { data, error } = query;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-7xl flex-col gap-4 px-4 py-4 md:px-6">
        <h1>{t("analytics.title")}</h1>
        <FilterBar
          filters={filters}
          counting={{ ...filters, status: filters.status ?? [...STATUSES] }}
        />
        {query.isPending && <Skeleton rows={6} rowClass="h-16" />}
        {error && !data && (
          <ErrorState
            title={t("analytics.error")}
            detail={
              error instanceof ApiError && !error.isUnreachable
                ? error.message
                : t("error.unreachable")
            }
            onRetry={query.refetch}
          />
        )}
        {data && <Charts data={data} />}
      </div>
    </div>
  );
}

function Charts({ data }: { data: Schemas["Analytics"] }) {
  return (
    <>
      <Totals data={data} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <SpeedChart data={data} of="mtta" />
        <SpeedChart data={data} of="mttr" />
        <VolumeChart data={data} />
        <StatusChart data={data} />
        <div className="min-w-0 lg:col-span-2">
          <HoursChart data={data} />
        </div>
        <div className="min-w-0 lg:col-span-2">
          <NoisyChart data={data} />
        </div>
      </div>
    </>
  );
}

/** The whole span in six figures, each beside the span before. */
function Totals({ data }: { data: Schemas["Analytics"] }) {
  const t = useTranslate();
  const { total, before } = data;
  const time = (value: number | null | undefined) => (value == null ? "–" : durationText(value, t));
  const rate = (value: number | null | undefined) =>
    value == null ? "–" : `${Math.round(value * 1000) / 10} %`;
  const figures = [
    ["opened", String(total.opened ?? 0), String(before.opened ?? 0)],
    ["resolved", String(total.resolved ?? 0), String(before.resolved ?? 0)],
    ["mtta", time(total.mtta?.median), time(before.mtta?.median)],
    ["mttr", time(total.mttr?.median), time(before.mttr?.median)],
    ["breach", rate(total.breach_rate), rate(before.breach_rate)],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 lg:grid-cols-5">
      {figures.map(([name, now, then]) => (
        <div key={name} className="rounded-card border border-line px-4 py-3">
          <dt className="text-muted">{t(`analytics.${name}`)}</dt>
          <dd>
            <span className="block text-2xl/8 font-semibold tabular">{now}</span>
            <span className="text-xs text-muted tabular">
              {t("analytics.before", { value: then })}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
