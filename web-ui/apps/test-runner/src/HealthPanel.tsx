/** A light for each service, with its latency and version. */

import { Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { healthQuery, type ServiceHealth } from "./api";

export function HealthPanel() {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(healthQuery);
  return (
    <Panel title={t("health.title")}>
      {isPending && <Skeleton rows={5} />}
      {isError && !data && <PanelUnavailable message={t("health.unavailable")} onRetry={refetch} />}
      {data && (
        <ul className="divide-y divide-line">
          {data.map((service) => (
            <HealthItem key={service.name} service={service} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function HealthItem({ service }: { service: ServiceHealth }) {
  const t = useTranslate();
  const Icon = service.ok ? CircleCheck : CircleX;
  return (
    <li className="flex items-center gap-2 px-4 py-2">
      <Icon
        size={16}
        aria-hidden
        className={`shrink-0 ${service.ok ? "text-ok" : "text-critical"}`}
      />
      <span className="min-w-0 flex-1 truncate font-medium">{service.name}</span>
      <span className="text-muted tabular">
        {service.ok
          ? service.latency_ms !== null &&
            t("scenario.latency", { ms: Math.round(service.latency_ms) })
          : t("health.down")}
      </span>
      {service.version && <span className="text-xs text-muted">{service.version}</span>}
    </li>
  );
}
