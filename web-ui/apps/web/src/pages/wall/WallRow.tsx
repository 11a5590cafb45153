/** One incident, large enough to be read from across the room. */

import type { Incident } from "@platform/api";
import { Age, SEVERITY_FILLS, SeverityIcon, StatusLabel, useTranslate } from "@platform/ui";

export function WallRow({ incident }: { incident: Incident }) {
  const t = useTranslate();
  return (
    <div className="flex min-h-14 items-center gap-5 rounded-card border border-line pr-5">
      <span
        className={`flex w-44 shrink-0 items-center gap-2.5 self-stretch rounded-l-card px-4 font-semibold ${SEVERITY_FILLS[incident.severity]}`}
      >
        <SeverityIcon severity={incident.severity} size={24} />
        {t(`severity.${incident.severity}`)}
      </span>
      <span className="shrink-0 text-muted tabular">INC-{incident.number}</span>
      <span className="min-w-0 flex-[3] truncate font-medium">{incident.title}</span>
      <span className="min-w-0 flex-1 truncate text-muted max-xl:hidden">{incident.service}</span>
      <span className="w-48 shrink-0 max-lg:hidden">
        <StatusLabel status={incident.status} />
      </span>
      <span className="w-48 shrink-0 truncate max-2xl:hidden">
        {incident.assignee?.name ?? t("incident.unassigned")}
      </span>
      <span className="w-24 shrink-0 text-right text-muted">
        <Age since={incident.opened_at} />
      </span>
    </div>
  );
}
