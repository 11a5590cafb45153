/** Severity, number, place; what is broken; the clock; and how far the work is. */

import type { Incident } from "@platform/api";
import {
  Elapsed,
  isActive,
  SeverityChip,
  STATUSES,
  StatusIcon,
  StatusLabel,
  useTranslate,
} from "@platform/ui";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { ActionButtons } from "./ActionBar";

export function IncidentHeader({ incident }: { incident: Incident }) {
  const t = useTranslate();
  return (
    <header>
      <Link
        to="/incidents"
        className="mb-2 inline-flex min-h-8 items-center gap-1 text-muted hover:text-text narrow:hidden"
      >
        <ChevronLeft size={16} aria-hidden />
        {t("shell.incidents")}
      </Link>
      <div className="flex flex-wrap items-start justify-between gap-4 lg:flex-nowrap">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <SeverityChip severity={incident.severity} />
            <span className="tabular text-muted">INC-{incident.number}</span>
            <span className="text-muted">
              {incident.service} · {incident.environment}
            </span>
          </p>
          <h1 className="mt-1.5 max-w-[75ch] narrow:text-[1.375rem]/7">{incident.title}</h1>
          <IncidentClock incident={incident} />
        </div>
        <div className="flex shrink-0 gap-2 narrow:hidden">
          <ActionButtons incident={incident} />
        </div>
      </div>
      <StatusSteps incident={incident} />
    </header>
  );
}

/** The one clock that matters now: until somebody acts, until it is over, or how long it took. */
function IncidentClock({ incident }: { incident: Incident }) {
  const t = useTranslate();
  if (incident.status === "open") {
    return (
      <p className="mt-1 font-semibold text-critical">
        {t("clock.unacknowledged")} <Elapsed since={incident.opened_at} />
      </p>
    );
  }
  if (isActive(incident.status)) {
    return (
      <p className="mt-1 text-muted">
        {t("clock.active")} <Elapsed since={incident.opened_at} />
      </p>
    );
  }
  return (
    <p className="mt-1 text-ok">
      {t("clock.resolved")} <Elapsed since={incident.opened_at} until={incident.resolved_at} />
    </p>
  );
}

function StatusSteps({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const reached = STATUSES.indexOf(incident.status);
  return (
    <>
      <ol aria-label={t("incident.progress")} className="mt-4 grid grid-cols-6 gap-1">
        {STATUSES.map((status, index) => (
          <li
            key={status}
            aria-current={index === reached ? "step" : undefined}
            className={`border-t-[3px] lg:pt-1.5 ${index <= reached ? "border-accent" : "border-line"}`}
          >
            <span
              className={`flex items-center gap-1.5 text-xs narrow:sr-only ${index === reached ? "font-semibold" : "text-muted"}`}
            >
              <StatusIcon status={status} size={14} />
              <span className="truncate">{t(`status.${status}`)}</span>
            </span>
          </li>
        ))}
      </ol>
      {/* No room for six words on a narrow: the steps are bars, the word is the current one. */}
      <p aria-hidden className="mt-1.5 lg:hidden">
        <StatusLabel status={incident.status} />
      </p>
    </>
  );
}
