/** A light for each service and for the database, with latency and version. */

import { Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { healthQuery, type PartHealth } from "./api";
import { latencyText } from "./latency";

export function HealthPanel() {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(healthQuery);
  return (
    <Panel title={t("health.title")}>
      {isPending && <Skeleton rows={6} />}
      {isError && !data && <PanelUnavailable message={t("health.unavailable")} onRetry={refetch} />}
      {data && (
        <ul className="divide-y divide-line">
          {data.map((part) => (
            <HealthItem key={part.name} part={part} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function HealthItem({ part }: { part: PartHealth }) {
  const t = useTranslate();
  const Icon = part.ok ? CircleCheck : CircleX;
  return (
    <li className="flex flex-wrap items-center gap-x-2 px-4 py-1.5" data-part={part.name}>
      <Icon size={16} aria-hidden className={`shrink-0 ${part.ok ? "text-ok" : "text-critical"}`} />
      <span className="min-w-0 flex-1 truncate font-medium">{part.name}</span>
      <span className="sr-only">{part.ok ? t("health.up") : ""}</span>
      <span className="text-muted tabular">
        {part.ok ? part.latency_ms !== null && latencyText(part.latency_ms, t) : t("health.down")}
      </span>
      {part.version && <span className="text-xs text-muted">{part.version}</span>}
      {part.reason && <span className="w-full pl-6 text-critical">{part.reason}</span>}
    </li>
  );
}
