/** What was sent, the newest first: alert, incident, person, notification, suggestion. */

import { At, Button, Panel, PanelUnavailable, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import {
  Bell,
  CircleDashed,
  Clock,
  type LucideIcon,
  Siren,
  Sparkles,
  TriangleAlert,
  User,
} from "lucide-react";
import {
  clearRuns,
  HOPS,
  type Hop,
  type HopName,
  type HopState,
  type Run,
  stateQuery,
} from "./api";
import { IncidentLink } from "./IncidentLink";
import { latencyText } from "./latency";
import { OutcomeLabel } from "./OutcomeLabel";
import { useAction } from "./use-action";

const MOST_SHOWN = 30;

export function LiveFeed() {
  const t = useTranslate();
  const { data, isError, refetch } = useQuery(stateQuery);
  const clearing = useAction(clearRuns);
  const runs = data?.runs ?? [];
  return (
    <Panel
      title={t("feed.title")}
      aside={
        runs.length > 0 && (
          <Button tone="quiet" onPress={clearing.mutate}>
            {t("feed.clear")}
          </Button>
        )
      }
    >
      {isError && <PanelUnavailable message={t("feed.unavailable")} onRetry={refetch} />}
      {data && <Totals totals={data.totals} />}
      {data && runs.length === 0 && <p className="px-4 py-3 text-muted">{t("feed.empty")}</p>}
      <ol aria-label={t("feed.title")} className="divide-y divide-line">
        {runs.slice(0, MOST_SHOWN).map((run) => (
          <RunEntry key={run.id} run={run} />
        ))}
      </ol>
    </Panel>
  );
}

type TotalsProps = {
  totals: { sent: number; new: number; existing: number; deduplicated: number };
};

function Totals({ totals }: TotalsProps) {
  const t = useTranslate();
  return (
    <p className="border-b border-line px-4 py-2 text-muted tabular" data-totals>
      {t("feed.totals", totals)}
    </p>
  );
}

function RunEntry({ run }: { run: Run }) {
  const t = useTranslate();
  return (
    <li className="animate-arrive px-4 py-3" data-run={run.scenario_id ?? run.kind}>
      <p className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate font-medium" title={run.name}>
          {run.name}
        </span>
        <span className="text-xs text-muted">
          <At instant={run.sent_at} />
        </span>
      </p>
      <p className="mt-0.5 mb-1 flex flex-wrap items-center gap-x-3">
        <OutcomeLabel outcome={run.outcome} />
        <span className="text-muted">{t(`form.${run.form}`)}</span>
        <IncidentLink run={run} />
      </p>
      {run.error && <p className="text-critical">{run.error}</p>}
      {run.reason && <p className="text-xs text-muted">{run.reason}</p>}
      {run.chain && (
        <ol className="mt-1">
          <Step
            icon={Siren}
            label={t("hop.alert")}
            text={String(run.status)}
            took={run.latency_ms}
          />
          {HOPS.map((name) => (
            <HopStep key={name} name={name} hop={run.chain?.[name]} />
          ))}
          {run.chain.page_ms !== null && (
            <Step icon={Clock} label={t("hop.page")} text="" took={run.chain.page_ms} strong />
          )}
        </ol>
      )}
    </li>
  );
}

const ICONS: Record<HopName, LucideIcon> = {
  incident: TriangleAlert,
  person: User,
  notification: Bell,
  suggestion: Sparkles,
};

/** States that are told in words: in the others the latency or the text says it. */
const TOLD: readonly HopState[] = ["waiting", "before", "none", "failed", "late"];

function HopStep({ name, hop }: { name: HopName; hop: Hop | undefined }) {
  const t = useTranslate();
  if (!hop) return null;
  return (
    <Step
      icon={hop.state === "waiting" ? CircleDashed : ICONS[name]}
      label={t(`hop.${name}`)}
      text={hop.text}
      took={hop.latency_ms}
      note={TOLD.includes(hop.state) ? t(`hop.state.${hop.state}`) : undefined}
      isBad={hop.state === "failed" || hop.state === "late"}
    />
  );
}

interface StepProps {
  icon: LucideIcon;
  label: string;
  text: string;
  took: number | null;
  note?: string;
  isBad?: boolean;
  strong?: boolean;
}

function Step({ icon: Icon, label, text, took, note, isBad, strong }: StepProps) {
  const t = useTranslate();
  return (
    <li
      className={`flex min-h-6 items-center gap-2 ${isBad ? "text-critical" : ""}`}
      data-hop={label}
    >
      <Icon size={14} aria-hidden className="shrink-0 text-muted" />
      <span className="w-24 shrink-0 truncate text-muted">{label}</span>
      <span className="min-w-0 flex-1 truncate" title={text}>
        {text}
      </span>
      <span className={`shrink-0 tabular ${strong ? "font-semibold" : isBad ? "" : "text-muted"}`}>
        {took !== null ? latencyText(took, t) : note}
      </span>
    </li>
  );
}
