/** Severity, number, place; what is broken; the clocks; and how far the work is. */

import type { Incident } from "@platform/api";
import {
  At,
  Due,
  Elapsed,
  IconButton,
  isActive,
  SeverityChip,
  STATUSES,
  StatusIcon,
  StatusLabel,
  useTranslate,
} from "@platform/ui";
import { Link } from "@tanstack/react-router";
import { BellOff, ChevronLeft, GitMerge, Pencil } from "lucide-react";
import { HeaderActions } from "./ActionBar";
import type { IncidentMenu } from "./use-incident-menu";

interface IncidentHeaderProps {
  incident: Incident;
  menu: IncidentMenu;
}

export function IncidentHeader({ incident, menu }: IncidentHeaderProps) {
  const t = useTranslate();
  return (
    <header>
      <Link
        to="/incidents"
        data-print="hide"
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
          <div className="mt-1.5 flex items-start gap-1">
            <h1 className="max-w-[75ch] narrow:text-[1.375rem]/7">{incident.title}</h1>
            <span data-print="hide" className="narrow:hidden">
              <IconButton
                label={t("action.edit")}
                icon={Pencil}
                onPress={() => menu.openDialog("edit")}
              />
            </span>
          </div>
          <Clocks incident={incident} />
          <Aside incident={incident} />
        </div>
        <div data-print="hide" className="flex shrink-0 gap-2 narrow:hidden">
          <HeaderActions incident={incident} menu={menu} />
        </div>
      </div>
      <StatusSteps incident={incident} />
    </header>
  );
}

/** How long it has been, and the promised times that still count. */
function Clocks({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { sla } = incident;
  const active = isActive(incident.status);
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-0.5">
      <IncidentClock incident={incident} />
      {incident.status === "open" && sla?.acknowledge?.due_at && (
        <span className="inline-flex items-center gap-1.5">
          {t("clock.acknowledge")} <Due clock={sla.acknowledge} paused={sla.paused} />
        </span>
      )}
      {active && sla?.resolve?.due_at && (
        <span className="inline-flex items-center gap-1.5 text-muted">
          {t("clock.resolve")} <Due clock={sla.resolve} paused={sla.paused} />
        </span>
      )}
      {active && sla?.paused && sla.pause_reason && (
        <span className="text-muted">{sla.pause_reason}</span>
      )}
    </p>
  );
}

/** The one clock that matters now: until somebody acts, until it is over, or how long it took. */
function IncidentClock({ incident }: { incident: Incident }) {
  const t = useTranslate();
  if (incident.status === "open") {
    return (
      <span className="font-semibold text-critical">
        {t("clock.unacknowledged")} <Elapsed since={incident.opened_at} />
      </span>
    );
  }
  if (isActive(incident.status)) {
    return (
      <span className="text-muted">
        {t("clock.active")} <Elapsed since={incident.opened_at} />
      </span>
    );
  }
  return (
    <span className="text-ok">
      {t("clock.resolved")} <Elapsed since={incident.opened_at} until={incident.resolved_at} />
    </span>
  );
}

/** Why nobody is paged now, although it is not over. */
function Aside({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const aside = incident.snoozed_until ?? incident.suppressed_until;
  return (
    <>
      {aside && (
        <p className="mt-1 flex items-center gap-1.5 font-medium">
          <BellOff size={15} aria-hidden className="shrink-0" />
          {incident.snoozed_until ? t("incident.snoozed-until") : t("incident.suppressed-until")}{" "}
          <At instant={aside} />
        </p>
      )}
      {incident.merged_into && (
        <p className="mt-1 flex items-center gap-1.5 font-medium">
          <GitMerge size={15} aria-hidden className="shrink-0" />
          {t("incident.merged")}
          <Link
            to="/incidents/$number"
            params={{ number: incident.merged_into }}
            className="text-accent underline underline-offset-2"
          >
            {t("incident.merged.open")}
          </Link>
        </p>
      )}
    </>
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
      {/* No room for six words on a phone: the steps are bars, the word is the current one. */}
      <p aria-hidden className="mt-1.5 lg:hidden">
        <StatusLabel status={incident.status} />
      </p>
    </>
  );
}
