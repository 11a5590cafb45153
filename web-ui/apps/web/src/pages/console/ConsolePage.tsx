/** The quick screen of whoever comes first: one alert, its causes, what to do, and whether it helped. */

import type { Alert } from "@platform/api";
import { Age, EmptyState, Panel, SeverityChip, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { Page } from "../../shell/Page";
import { PlanPanels } from "./PlanPanels";
import { PrometheusPanel } from "./PrometheusPanel";
import { feedQuery } from "./queries";
import { ReportPanel } from "./ReportPanel";

export default function ConsolePage() {
  const t = useTranslate();
  const feed = useQuery(feedQuery);
  const [picked, setPicked] = useState<string | null>(null);
  const alerts = feed.data ?? [];
  // The newest one that led to an incident, until somebody picks another.
  const chosen =
    alerts.find(({ id }) => id === picked) ?? alerts.find(({ incident_id }) => incident_id);
  return (
    <Page title={t("console.title")}>
      <div className="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <Panel title={t("console.feed")}>
          <Loaded query={feed} what={t("console.feed")} part>
            {(all) =>
              all.length === 0 ? (
                <EmptyState icon={CircleCheck} tone="text-ok" title={t("console.quiet")} />
              ) : (
                <ul className="max-h-[70vh] narrow:max-h-72 divide-y divide-line overflow-y-auto">
                  {all.map((alert) => (
                    <FeedItem
                      key={alert.id}
                      alert={alert}
                      isChosen={alert.id === chosen?.id}
                      onPick={() => setPicked(alert.id)}
                    />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Panel>
        <div className="grid min-w-0 gap-4">
          {chosen && (
            <section
              aria-label={t("console.alert")}
              className="rounded-card border border-line p-4"
            >
              <div className="flex flex-wrap items-center gap-3">
                <SeverityChip severity={chosen.severity} />
                <span className="text-muted">
                  {chosen.service} · {chosen.environment}
                </span>
              </div>
              <h2 className="mt-1">{chosen.title}</h2>
              {chosen.description && <p className="mt-1 text-muted">{chosen.description}</p>}
            </section>
          )}
          {chosen?.incident_id && <PlanPanels incident={chosen.incident_id} />}
          <div className="grid items-start gap-4 xl:grid-cols-2">
            <PrometheusPanel />
            <ReportPanel incident={chosen?.incident_id ?? undefined} />
          </div>
        </div>
      </div>
    </Page>
  );
}

interface FeedItemProps {
  alert: Alert;
  isChosen: boolean;
  onPick(): void;
}

function FeedItem({ alert, isChosen, onPick }: FeedItemProps) {
  const t = useTranslate();
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onPick}
        className="grid w-full cursor-pointer gap-1 px-4 py-2.5 text-left hover:bg-hover aria-pressed:bg-accent-tint"
      >
        <span className="line-clamp-2 font-medium">{alert.title}</span>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
          <SeverityChip severity={alert.severity} />
          {alert.service} · <Age since={alert.received_at} />
          {alert.status === "resolved" && <span className="text-ok">· {t("alert.resolved")}</span>}
        </span>
      </button>
    </li>
  );
}
