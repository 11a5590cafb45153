/** The alerts of the incident. What senders write is shown as text, whatever it contains. */

import type { Alert, Incident } from "@platform/api";
import { Age, ExternalLink, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Check, ChevronRight, Flame } from "lucide-react";
import { alertsQuery } from "../../incidents/queries";

export function AlertsPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(alertsQuery(incident));
  return (
    <Panel title={t("alerts.title")} aside={<span className="tabular">{data?.items.length}</span>}>
      {isPending && <Skeleton rows={2} />}
      {isError && <PanelUnavailable message={t("alerts.unavailable")} onRetry={refetch} />}
      {data?.items.length === 0 && <p className="px-4 py-3 text-muted">{t("alerts.none")}</p>}
      {data && data.items.length > 0 && (
        <ul className="divide-y divide-line">
          {data.items.map((alert) => (
            <AlertItem key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function AlertItem({ alert }: { alert: Alert }) {
  const t = useTranslate();
  const labels = Object.entries(alert.labels ?? {});
  const firing = alert.status === "firing";
  const Icon = firing ? Flame : Check;
  return (
    <li className="px-4 py-3">
      <div className="flex items-start justify-between gap-4">
        <p className="min-w-0 font-medium">{alert.title}</p>
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
      <details className="group mt-1.5">
        <summary className="inline-flex min-h-6 cursor-pointer items-center gap-1 text-muted hover:text-text narrow:min-h-11">
          <ChevronRight
            size={15}
            aria-hidden
            className="transition-transform duration-100 group-open:rotate-90"
          />
          {t("alert.details", { source: alert.source, count: labels.length })}
        </summary>
        <dl className="mt-1 grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-control bg-surface p-3 font-mono text-xs">
          {labels.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="min-w-0">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      <ExternalLink address={alert.generator_url} label={t("alert.source-link")} />
    </li>
  );
}
