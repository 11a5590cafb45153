/** For a screen on the wall: what is open, from across the room. Read only; nothing to press. */

import type { Incident } from "@platform/api";
import {
  createStore,
  Due,
  SEVERITIES,
  SEVERITY_FILLS,
  type Severity,
  SeverityIcon,
  useClockText,
  useLanguage,
  useStore,
  useTranslate,
} from "@platform/ui";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { facetsQuery, incidentListQuery, onCallQuery } from "../../incidents/queries";
import { useLastHeard, useLiveState, useLiveStream, usePolling } from "../../live/live";
import { useDocumentTitle } from "../../page-title";
import { dashboardQuery, useLiveFigures } from "../../stats";
import { usePixelShift, useWakeLock } from "./screen";
import { Takeover } from "./Takeover";
import { WallRow } from "./WallRow";

const route = getRouteApi("/wall");

const ROW_HEIGHT = 64;
/** Head, foot and the space around them. */
const FRAME_HEIGHT = 340;
/** What a wall is for is never beyond the end of a long list. */
const WORST: readonly Severity[] = ["critical", "high"];
const ROTATE_SECONDS = 30;

/** Which of the groups of rows is shown. */
const turn = createStore(0);

export default function WallPage() {
  const t = useTranslate();
  const { team, rotate = ROTATE_SECONDS, zone, sound } = route.useSearch();
  useDocumentTitle(t("wall.title"));
  useLiveStream();
  useLiveFigures();
  useWakeLock();
  const shift = usePixelShift();
  const polling = usePolling();
  const { incidents, isKnown } = useWallIncidents(team, polling);
  const { data: figures } = useQuery({ ...dashboardQuery, refetchInterval: polling });
  const shown = useTurns(incidents, rotate);

  return (
    <main
      style={{ transform: `translate(${shift.x}px, ${shift.y}px)` }}
      className="flex h-dvh flex-col gap-6 overflow-hidden p-8 text-[1.375rem]/8"
    >
      <header className="flex flex-wrap items-end justify-between gap-x-10 gap-y-4">
        <h1 className="text-4xl/10">{team ?? t("wall.title")}</h1>
        <Counts team={team} />
        <Clocks zone={zone} />
      </header>
      <Stale />
      <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-hidden">
        {isKnown && incidents.length === 0 && (
          <p className="m-auto text-5xl font-semibold text-ok">{t("list.empty")}</p>
        )}
        {shown.map((incident) => (
          <WallRow key={incident.id} incident={incident} />
        ))}
        {incidents.length > shown.length && (
          <p className="text-muted">
            {t("wall.of", { shown: shown.length, total: incidents.length })}
          </p>
        )}
      </div>
      <footer className="flex flex-wrap items-baseline justify-between gap-x-10 border-t border-line pt-4">
        {figures?.next_breaches[0] && (
          <p className="flex items-baseline gap-3">
            <span className="text-muted">{t("wall.next-breach")}</span>
            INC-{figures.next_breaches[0].number}
            <Due clock={{ due_at: figures.next_breaches[0].due_at }} />
          </p>
        )}
        {team && <OnCall team={team} />}
      </footer>
      <Takeover incidents={incidents} withSound={sound === "on"} />
    </main>
  );
}

/** The worst are asked for by themselves, so that a flood of small ones cannot hide them. */
function useWallIncidents(team: string | undefined, refetchInterval: number | false) {
  const worst = useInfiniteQuery({
    ...incidentListQuery({ team, severity: [...WORST] }, undefined),
    refetchInterval,
  });
  const all = useInfiniteQuery({ ...incidentListQuery({ team }, undefined), refetchInterval });
  const incidents = useMemo(() => {
    const both = [...(worst.data?.pages[0]?.items ?? []), ...(all.data?.pages[0]?.items ?? [])];
    const rank = (incident: Incident) => SEVERITIES.indexOf(incident.severity);
    return [...new Map(both.map((incident) => [incident.id, incident])).values()].sort(
      (left, right) => rank(left) - rank(right),
    );
  }, [worst.data, all.data]);
  return { incidents, isKnown: Boolean(all.data && worst.data) };
}

function useRowCount(): number {
  const rows = () => Math.max(1, Math.floor((window.innerHeight - FRAME_HEIGHT) / ROW_HEIGHT));
  const [count, setCount] = useState(rows);
  useEffect(() => {
    const measure = () => setCount(rows());
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  });
  return count;
}

/** The rows by severity; a long list shows one group after the other. */
function useTurns(incidents: readonly Incident[], seconds: number): Incident[] {
  const current = useStore(turn);
  useEffect(() => {
    const timer = setInterval(() => turn.set(turn.get() + 1), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  const rows = useRowCount();
  const groups = Math.max(1, Math.ceil(incidents.length / rows));
  const start = (current % groups) * rows;
  return incidents.slice(start, start + rows);
}

/** All that is open, however long the list is. */
function Counts({ team }: { team: string | undefined }) {
  const t = useTranslate();
  const { data } = useQuery({ ...facetsQuery({ team }, undefined), refetchInterval: usePolling() });
  const of = (
    facets: readonly { value: string | null; count: number }[] | undefined,
    word: string,
  ) => facets?.find((facet) => facet.value === word)?.count ?? 0;
  const total = data?.severity.reduce((sum, facet) => sum + facet.count, 0) ?? 0;
  const unacknowledged = of(data?.status, "open");
  return (
    <ul className="flex flex-wrap gap-3">
      <li className="rounded-card border border-line px-5 py-2">
        <span className="text-4xl/10 font-semibold tabular">{total}</span>{" "}
        <span className="text-muted">{t("wall.open")}</span>
      </li>
      <li className="rounded-card border border-line px-5 py-2">
        <span
          className={`text-4xl/10 font-semibold tabular ${unacknowledged > 0 ? "text-critical" : "text-ok"}`}
        >
          {unacknowledged}
        </span>{" "}
        <span className="text-muted">{t("dashboard.unacknowledged")}</span>
      </li>
      {SEVERITIES.slice(0, 3).map((severity) => {
        const count = of(data?.severity, severity);
        return (
          <li
            key={severity}
            className={`flex items-center gap-2.5 rounded-card px-5 py-2 ${count > 0 ? SEVERITY_FILLS[severity] : "border border-line text-muted"}`}
          >
            <SeverityIcon severity={severity} size={26} />
            <span className="text-4xl/10 font-semibold tabular">{count}</span>
            {t(`severity.${severity}`)}
          </li>
        );
      })}
    </ul>
  );
}

function Clocks({ zone }: { zone: string | undefined }) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([here, zone ?? "UTC"])].filter(isZone);
  return (
    <div className="flex gap-8 text-right">
      {zones.map((each) => (
        <Clock key={each} zone={each} />
      ))}
    </div>
  );
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

function Clock({ zone }: { zone: string }) {
  const language = useLanguage();
  const [format] = useState(
    () =>
      new Intl.DateTimeFormat(language, {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        timeZone: zone,
      }),
  );
  const text = useClockText((now) => format.format(now));
  return (
    <p>
      <span className="block text-4xl/10 font-semibold tabular">{text}</span>
      <span className="text-base text-muted">{zone}</span>
    </p>
  );
}

/** Old figures on a wall would be worse than none: it says when they are of. */
function Stale() {
  const t = useTranslate();
  const language = useLanguage();
  const state = useLiveState();
  const heard = useLastHeard();
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" }).format(
    heard,
  );
  if (state !== "lost") {
    return (
      <p className="text-base text-muted">
        {t(`live.${state}`)} · {t("wall.heard", { time })}
      </p>
    );
  }
  return (
    <p
      role="status"
      className="flex items-center gap-3 rounded-card bg-medium-bg px-5 py-3 font-semibold text-medium"
    >
      <TriangleAlert size={28} aria-hidden />
      {t("live.banner.lost", { time })}
    </p>
  );
}

function OnCall({ team }: { team: string }) {
  const t = useTranslate();
  const { data } = useQuery({ ...onCallQuery(team), refetchInterval: 60_000 });
  if (!data) return null;
  return (
    <p className="flex items-baseline gap-3">
      <span className="text-muted">{t("dashboard.on-call")}</span>
      {data.people.length > 0
        ? data.people.map((person) => person.name).join(", ")
        : t("facts.on-call.nobody")}
    </p>
  );
}
