/** Likely causes with what speaks for them, and what to do: done or put off, with what came of it. */

import { answerOf, api, type Schemas } from "@platform/api";
import { At, Button, Panel, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Check, Clock } from "lucide-react";
import { Loaded } from "../../data/Loaded";
import { useSave } from "../../data/save";
import { useMay } from "../../session/session";
import { type ActionPlan, type PlannedAction, planKey, planQuery } from "./queries";

export function PlanPanels({ incident }: { incident: string }) {
  const t = useTranslate();
  const query = useQuery(planQuery(incident));
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Panel title={t("console.hypotheses")}>
        <Loaded query={query} what={t("console.hypotheses")} part rows={3}>
          {(plan) => <Hypotheses plan={plan} />}
        </Loaded>
      </Panel>
      <Panel title={t("console.actions")}>
        <Loaded query={query} what={t("console.actions")} part rows={3}>
          {({ actions }) =>
            actions.length === 0 ? (
              <p className="px-4 py-3 text-muted">{t("console.actions.none")}</p>
            ) : (
              <ul className="divide-y divide-line">
                {actions.map((action) => (
                  <ActionItem key={action.id} incident={incident} action={action} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
    </div>
  );
}

function Hypotheses({ plan }: { plan: ActionPlan }) {
  const t = useTranslate();
  if (plan.hypotheses.length === 0)
    return <p className="px-4 py-3 text-muted">{t("console.hypotheses.none")}</p>;
  return (
    <ol className="divide-y divide-line">
      {plan.hypotheses.map((hypothesis) => (
        <li key={hypothesis.category} className="px-4 py-3">
          <p className="flex items-baseline gap-3">
            <span className="min-w-0 flex-1 font-medium">{hypothesis.title}</span>
            <span className="tabular text-muted">{Math.round(hypothesis.confidence * 100)} %</span>
          </p>
          <ul className="mt-1 list-disc pl-5 text-muted">
            {hypothesis.evidence.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

const POSTPONED_MS = 3_600_000;

interface ActionItemProps {
  incident: string;
  action: PlannedAction;
}

function ActionItem({ incident, action }: ActionItemProps) {
  const t = useTranslate();
  const mayRespond = useMay("incidents:write");
  const acting = useSave({
    send: async (body: Schemas["ActOnAction"]) => {
      const done = await answerOf(
        api.POST("/api/v1/suggestions/{incident_id}/plan/actions/{action_id}", {
          params: { path: { incident_id: incident, action_id: action.id } },
          body,
        }),
      );
      // Recipients of reports are told by mail; that nobody is set up is no failure of the action.
      if (body.state === "executed" || body.state === "postponed") {
        await answerOf(
          api.POST("/api/v1/notifications/action-outcomes", {
            body: { action: action.text, outcome: body.state, note: "", incident_id: incident },
          }),
        ).catch(() => undefined);
      }
      return done;
    },
    renew: [planKey],
    inToast: true,
  });
  const state = action.state ?? "proposed";
  return (
    <li className="grid gap-2 px-4 py-3">
      <p>{action.text}</p>
      {state !== "proposed" && (
        <p className={state === "executed" ? "text-ok" : "text-muted"}>
          {t(`console.action.${state}`, { name: action.by?.name ?? "" })}{" "}
          {action.at && <At instant={action.at} />}
        </p>
      )}
      {mayRespond && state !== "executed" && (
        <div className="flex flex-wrap gap-2">
          <Button
            icon={Check}
            isPending={acting.isPending}
            onPress={() => acting.save({ state: "executed", note: "" })}
          >
            {t("console.execute")}
          </Button>
          {state === "proposed" && (
            <Button
              icon={Clock}
              isPending={acting.isPending}
              onPress={() =>
                acting.save({
                  state: "postponed",
                  note: "",
                  until: new Date(Date.now() + POSTPONED_MS).toISOString(),
                })
              }
            >
              {t("console.postpone")}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
