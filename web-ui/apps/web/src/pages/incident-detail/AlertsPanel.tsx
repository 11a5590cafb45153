/** The alerts of the incident. What senders write is shown as text, whatever it contains. */

import type { Alert, Incident } from "@platform/api";
import { Age, ExternalLink, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Check, ChevronRight, Flame } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { alertsQuery } from "../../incidents/queries";

type Label = [name: string, value: string];

/** Labels that all alerts have in common, and those by which they differ. */
function sharedLabels(alerts: readonly Alert[]): Map<string, string> {
  const [first, ...others] = alerts;
  if (others.length === 0) return new Map();
  return new Map(
    Object.entries(first?.labels ?? {}).filter(([name, value]) =>
      others.every((alert) => alert.labels?.[name] === value),
    ),
  );
}

export function AlertsPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(alertsQuery(incident));
  const shared = useMemo(() => sharedLabels(data?.items ?? []), [data]);
  return (
    <Panel title={t("alerts.title")} aside={<span className="tabular">{data?.items.length}</span>}>
      {isPending && <Skeleton rows={2} />}
      {isError && <PanelUnavailable message={t("alerts.unavailable")} onRetry={refetch} />}
      {data?.items.length === 0 && <p className="px-4 py-3 text-muted">{t("alerts.none")}</p>}
      {shared.size > 0 && (
        <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-4 py-2 text-muted">
          <span className="text-xs">{t("alerts.shared")}</span>
          <LabelChips labels={[...shared]} />
        </div>
      )}
      {data && data.items.length > 0 && (
        <ul className="divide-y divide-line">
          {data.items.map((alert) => (
            <AlertItem key={alert.id} alert={alert} shared={shared} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function LabelChips({ labels }: { labels: readonly Label[] }) {
  return labels.map(([name, value]) => (
    <code
      key={name}
      title={`${name}=${value}`}
      className="max-w-full truncate rounded-chip bg-info-bg px-1.5 font-mono text-xs/5 text-info"
    >
      {name}={value}
    </code>
  ));
}

function AlertItem({ alert, shared }: { alert: Alert; shared: Map<string, string> }) {
  const t = useTranslate();
  const labels = Object.entries(alert.labels ?? {});
  const own = shared.size > 0 ? labels.filter(([name]) => !shared.has(name)) : [];
  const firing = alert.status === "firing";
  const Icon = firing ? Flame : Check;
  return (
    <li className="px-4 py-3">
      <div className="flex items-start justify-between gap-4">
        <p className="min-w-0 font-medium">
          {alert.title}
          {(alert.count ?? 1) > 1 && (
            <span className="ml-2 font-normal text-muted tabular">
              {t("alert.count", { count: alert.count })}
            </span>
          )}
        </p>
        <p className="flex shrink-0 items-center gap-2 text-muted">
          <span className={`inline-flex items-center gap-1 ${firing ? "text-text" : "text-ok"}`}>
            <Icon size={15} aria-hidden />
            {t(`alert.${alert.status}`)}
          </span>
          <Age since={alert.starts_at} />
        </p>
      </div>
      {alert.description && (
        <p className="mt-1 max-w-[75ch] whitespace-pre-line text-muted">{alert.description}</p>
      )}
      {own.length > 0 && (
        <p className="mt-1.5 flex flex-wrap gap-1.5">
          <LabelChips labels={own} />
        </p>
      )}
      <div className="mt-1.5 flex flex-wrap gap-x-5">
        <Fold title={t("alert.details", { source: alert.source, count: labels.length })}>
          <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 font-mono text-xs">
            {labels.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-muted">{name}</dt>
                <dd className="min-w-0">{value}</dd>
              </div>
            ))}
          </dl>
        </Fold>
        <Fold title={t("alert.raw")}>
          <pre className="font-mono text-xs/5 whitespace-pre-wrap">
            {JSON.stringify(alert, null, 2)}
          </pre>
        </Fold>
      </div>
      <ExternalLink address={alert.generator_url} label={t("alert.source-link")} />
    </li>
  );
}

function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group min-w-0 open:w-full">
      <summary className="inline-flex min-h-6 cursor-pointer items-center gap-1 text-muted hover:text-text narrow:min-h-11">
        <ChevronRight
          size={15}
          aria-hidden
          className="transition-transform duration-100 group-open:rotate-90"
        />
        {title}
      </summary>
      <div className="mt-1 rounded-control bg-surface p-3">{children}</div>
    </details>
  );
}
