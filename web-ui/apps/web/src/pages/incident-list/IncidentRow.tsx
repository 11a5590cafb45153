/** One incident: a line on a desktop, two lines on a phone. */

import type { Incident } from "@platform/api";
import {
  Age,
  Due,
  isActive,
  SeverityChip,
  StatusLabel,
  serverNow,
  useTranslate,
} from "@platform/ui";
import { Link } from "@tanstack/react-router";
import { memo, useState } from "react";

/** The columns of header and rows: tick, severity, number, title, service, status, owner, promise,
 *  age, last activity. Owner, promise and activity give way to the title where there is no room. */
export const COLUMNS =
  "grid items-center gap-x-3 px-4 grid-cols-[1.25rem_5.25rem_4.75rem_minmax(6rem,1fr)_7rem_8rem_5.5rem_3.5rem] xl:gap-x-4 xl:grid-cols-[1.25rem_5.25rem_4.75rem_minmax(12rem,1fr)_minmax(8rem,11rem)_8rem_7.5rem_5.5rem_3.5rem] 2xl:grid-cols-[1.25rem_5.25rem_4.75rem_minmax(16rem,1fr)_minmax(8rem,14rem)_8rem_9rem_5.5rem_3.5rem_4rem]";

const NARROW_COLUMNS =
  "narrow:grid-cols-[2.75rem_minmax(0,1fr)_auto] narrow:grid-rows-[1.5rem_1.5rem] narrow:content-center narrow:gap-x-2 narrow:pl-1";

/** A row this young fades in once. */
const NEW_MS = 5000;

interface IncidentRowProps {
  incident: Incident;
  index: number;
  top: number;
  height: number;
  isCurrent: boolean;
  isSelected: boolean;
  onToggle(id: string): void;
  onFocus(index: number): void;
}

export const IncidentRow = memo(function IncidentRow(row: IncidentRowProps) {
  const t = useTranslate();
  const { incident, index, isCurrent, isSelected } = row;
  const [isNew] = useState(() => Date.parse(incident.opened_at) > serverNow() - NEW_MS);
  const number = `INC-${incident.number}`;
  const place =
    incident.environment === "production"
      ? incident.service
      : `${incident.service} · ${incident.environment}`;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-current={isCurrent || undefined}
      data-selected={isSelected || undefined}
      style={{ height: row.height, transform: `translateY(${row.top}px)` }}
      className={`${COLUMNS} ${NARROW_COLUMNS} ${isNew ? "animate-arrive" : ""} absolute inset-x-0 top-0 border-b border-line hover:bg-surface data-current:bg-surface data-current:shadow-[inset_3px_0_var(--accent)] data-selected:bg-accent-tint`}
    >
      <span role="cell" className="flex items-center narrow:row-span-2 narrow:justify-center">
        <label className="-m-2 flex cursor-pointer p-2 narrow:size-11 narrow:items-center narrow:justify-center">
          <input
            type="checkbox"
            checked={isSelected}
            onChange={() => row.onToggle(incident.id)}
            aria-label={t("list.select", { number })}
            className="size-4 cursor-pointer accent-accent narrow:size-5"
          />
        </label>
      </span>
      <span role="cell" className="flex narrow:hidden">
        <SeverityChip severity={incident.severity} />
      </span>
      <span role="cell" className="tabular text-muted narrow:hidden">
        {number}
      </span>
      <span role="cell" className="flex min-w-0 items-center gap-2">
        <Link
          to="/incidents/$number"
          params={{ number: String(incident.number) }}
          onFocus={(event) => event.currentTarget.matches(":focus-visible") && row.onFocus(index)}
          className="min-w-0 truncate font-medium outline-offset-0 after:absolute after:inset-y-0 after:right-0 after:left-11 hover:underline"
        >
          {incident.title}
        </Link>
        {(incident.alert_count ?? 0) > 1 && (
          <span
            className="shrink-0 rounded-chip bg-info-bg px-1.5 text-xs text-info tabular"
            title={t("list.alerts", { count: incident.alert_count })}
          >
            <span aria-hidden>×{incident.alert_count}</span>
            <span className="sr-only">{t("list.alerts", { count: incident.alert_count })}</span>
          </span>
        )}
      </span>
      <span role="cell" className="min-w-0 truncate text-muted narrow:hidden" title={place}>
        {place}
      </span>
      <span role="cell" className="flex narrow:hidden">
        <StatusLabel status={incident.status} />
      </span>
      <span
        role="cell"
        className={`min-w-0 truncate max-xl:hidden ${incident.assignee ? "" : "text-muted"}`}
      >
        {incident.assignee?.name ?? t("incident.unassigned")}
      </span>
      <span role="cell" className="flex min-w-0 whitespace-nowrap narrow:hidden">
        <NextDue incident={incident} />
      </span>
      <span role="cell" className="text-right whitespace-nowrap text-muted narrow:self-center">
        <Age since={incident.opened_at} />
      </span>
      <span role="cell" className="text-right whitespace-nowrap text-muted max-2xl:hidden">
        <Age since={incident.updated_at} />
      </span>
      <span
        role="cell"
        className="hidden min-w-0 items-center gap-2 text-muted narrow:col-span-2 narrow:flex"
      >
        <SeverityChip severity={incident.severity} />
        <StatusLabel status={incident.status} />
        <span className="min-w-0 truncate">{place}</span>
      </span>
    </div>
  );
});

/** The promise that counts next: to acknowledge, then to resolve. */
function NextDue({ incident }: { incident: Incident }) {
  if (!isActive(incident.status)) return null;
  const { sla } = incident;
  const mustAcknowledge = incident.status === "open" && !sla?.acknowledge?.met_at;
  const clock = (mustAcknowledge && sla?.acknowledge) || sla?.resolve;
  return clock ? <Due clock={clock} paused={sla?.paused} short /> : null;
}
