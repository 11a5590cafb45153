/** Who has it, who helps, who is on call, when what happened, and what belongs to it elsewhere. */

import type { Incident } from "@platform/api";
import { At, ExternalLink, IconButton, Panel, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { onCallQuery } from "../../incidents/queries";
import { useIncidentChange } from "../../incidents/use-change";
import { useMayRespond } from "../../session/session";
import { removeResponder } from "./incident-changes";
import { peopleQuery } from "./queries";

/** Nobody was reached: said in the colour of what is worst. */
const UNHEARD = new Set<Incident["escalation_state"]>(["nobody_on_call", "exhausted"]);
const UNHEARD_LOOK = "font-semibold text-critical";

export function FactsPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  return (
    <Panel title={t("facts.title")}>
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-2 px-4 py-3">
        <Fact name={t("column.owner")}>
          {incident.assignee?.name ?? (
            <span className="text-muted">{t("incident.unassigned")}</span>
          )}
        </Fact>
        <PeopleFacts incident={incident} />
        {incident.team && (
          <Fact name={t("facts.on-call")}>
            <OnCall team={incident.team} />
          </Fact>
        )}
        {incident.escalation_state && (
          <Fact name={t("facts.escalation")}>
            <span className={UNHEARD.has(incident.escalation_state) ? UNHEARD_LOOK : ""}>
              {t(`escalation.${incident.escalation_state}`)}
            </span>
            {incident.escalation_level != null && incident.escalation_state === "triggered" && (
              <span className="text-muted">
                {" "}
                · {t("facts.level", { level: incident.escalation_level })}
              </span>
            )}
          </Fact>
        )}
        <Fact name={t("facts.opened")}>
          <At instant={incident.opened_at} />
        </Fact>
        {incident.acknowledged_at && (
          <Fact name={t("facts.acknowledged")}>
            <At instant={incident.acknowledged_at} />
            <By name={incident.acknowledged_by?.name} />
          </Fact>
        )}
        {incident.resolved_at && (
          <Fact name={t("facts.resolved")}>
            <At instant={incident.resolved_at} />
            <By name={incident.resolved_by?.name} />
          </Fact>
        )}
        {incident.closed_at && (
          <Fact name={t("facts.closed")}>
            <At instant={incident.closed_at} />
          </Fact>
        )}
        {incident.sla && <Fact name={t("facts.sla")}>{incident.sla.policy}</Fact>}
      </dl>
      {incident.runbook_url && (
        <p className="border-t border-line px-4 py-2">
          <ExternalLink address={incident.runbook_url} label={t("facts.runbook")} />
        </p>
      )}
    </Panel>
  );
}

function By({ name }: { name: string | undefined }) {
  return name ? <span className="text-muted"> · {name}</span> : null;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

/** Who helps and who follows; left out while nobody does. */
function PeopleFacts({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const may = useMayRespond();
  const { data } = useQuery(peopleQuery(incident));
  if (!data) return null;
  return (
    <>
      {data.responders.length > 0 && (
        <Fact name={t("facts.responders")}>
          <ul>
            {data.responders.map(({ person }) => (
              <li key={person.id} className="flex min-h-6 items-center gap-1">
                {person.name}
                {may === "yes" && (
                  <IconButton
                    label={t("responder.remove", { name: person.name })}
                    icon={X}
                    className="-my-1 size-6!"
                    onPress={() => change.run(() => removeResponder(incident, person))}
                  />
                )}
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {data.watchers.length > 0 && (
        <Fact name={t("facts.watchers")}>
          {data.watchers.map(({ person }) => person.name).join(", ")}
        </Fact>
      )}
    </>
  );
}

function OnCall({ team }: { team: string }) {
  const t = useTranslate();
  const { data, isError } = useQuery(onCallQuery(team));
  if (isError) return <span className="text-muted">{t("facts.on-call.unavailable")}</span>;
  if (!data) return <span className="text-muted">…</span>;
  if (data.people.length === 0) {
    return <span className="font-semibold text-critical">{t("facts.on-call.nobody")}</span>;
  }
  return (
    <>
      {data.people.map((person) => person.name).join(", ")}
      <span className="text-muted"> · {team}</span>
    </>
  );
}
