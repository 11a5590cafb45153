/** Why somebody was paged, and why others were not: every decision of the escalation with its reason. */

import { type EscalationTrace, type Incident, statusOf } from "@platform/api";
import { At, Button, Due, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import {
  BellRing,
  CircleDot,
  CircleSlash,
  GitBranch,
  type LucideIcon,
  Send,
  SkipForward,
} from "lucide-react";
import { useState } from "react";
import { escalationQuery, traceQuery } from "./queries";

type TraceStep = EscalationTrace["steps"][number];

const ICONS: Record<TraceStep["kind"], LucideIcon> = {
  state: CircleDot,
  paged: BellRing,
  passed_over: SkipForward,
  message: Send,
  not_paged: CircleSlash,
};

/** How many of the last steps are told at once; the others on request. */
const LATEST = 8;

/** What did not happen is told in a quieter colour than what did. */
const LOOKS: Partial<Record<TraceStep["kind"], string>> = {
  paged: "font-medium",
  passed_over: "text-muted",
  not_paged: "text-muted",
};

export function TracePanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, error, isPending, refetch } = useQuery(traceQuery(incident));
  const [all, setAll] = useState(false);
  const shown = data?.steps.slice(all ? 0 : -LATEST) ?? [];
  const isUnpaged = statusOf(error) === 404;
  return (
    <Panel title={t("trace.title")} aside={data && <Policy trace={data} />}>
      {isPending && <Skeleton rows={3} />}
      {isUnpaged && <p className="px-4 py-3 text-muted">{t("trace.none")}</p>}
      {error && !isUnpaged && (
        <PanelUnavailable message={t("trace.unavailable")} onRetry={refetch} />
      )}
      {data && (
        <>
          <ol className="px-4 py-2">
            <Step icon={GitBranch} text={routeText(incident)} />
            {data.steps.length > shown.length && (
              <li className="py-1.5 pl-7">
                <Button onPress={() => setAll(true)}>
                  {t("trace.earlier", { count: data.steps.length - shown.length })}
                </Button>
              </li>
            )}
            {shown.map((step, index) => (
              <Step
                // biome-ignore lint/suspicious/noArrayIndexKey: what happened keeps its place
                key={index}
                icon={ICONS[step.kind]}
                text={step.text}
                look={LOOKS[step.kind]}
                at={step.kind === "not_paged" ? undefined : step.at}
              />
            ))}
          </ol>
          <NextStep incident={incident} />
          {data.deliveries_known === false && (
            <p className="border-t border-line px-4 py-2 text-muted">{t("trace.no-deliveries")}</p>
          )}
        </>
      )}
    </Panel>
  );
}

/** How the alert became this incident, and whose it is. */
function routeText(incident: Incident): string {
  const route = [incident.service, incident.environment, incident.team].filter(Boolean).join(" → ");
  return incident.correlation_reason ? `${route} (${incident.correlation_reason})` : route;
}

function Policy({ trace }: { trace: EscalationTrace }) {
  const t = useTranslate();
  return <>{t("trace.policy", { policy: trace.policy, version: trace.policy_version })}</>;
}

interface StepProps {
  icon: LucideIcon;
  text: string;
  look?: string;
  at?: string;
}

function Step({ icon: Icon, text, look = "", at }: StepProps) {
  return (
    <li className="flex gap-3 py-1.5">
      <Icon size={15} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className={look}>{text}</p>
        {at && (
          <p className="text-xs text-muted">
            <At instant={at} />
          </p>
        )}
      </div>
    </li>
  );
}

/** Who is next, and when, unless somebody acknowledges. */
function NextStep({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data } = useQuery(escalationQuery(incident));
  if (!data?.due_at || data.state !== "triggered") return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 border-t border-line px-4 py-2">
      {t("trace.next", { level: (data.level ?? 0) + 1 })} <Due clock={{ due_at: data.due_at }} />
    </p>
  );
}
