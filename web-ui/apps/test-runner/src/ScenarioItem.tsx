/** One scenario: what it sends, what should happen, and what did. */

import { Button, SeverityChip, useTranslate } from "@platform/ui";
import { ChevronRight, Send } from "lucide-react";
import { type Form, type Run, type Scenario, sendScenario } from "./api";
import { IncidentLink } from "./IncidentLink";
import { latencyText } from "./latency";
import { OutcomeLabel } from "./OutcomeLabel";
import { useAction } from "./use-action";

interface ScenarioItemProps {
  scenario: Scenario;
  form: Form;
  run: Run | undefined;
}

export function ScenarioItem({ scenario, form, run }: ScenarioItemProps) {
  const t = useTranslate();
  const sending = useAction(() => sendScenario(scenario.id, form));
  return (
    <li className="px-4 py-3" data-scenario={scenario.id}>
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <SeverityChip severity={scenario.severity} />
            <span className="font-medium">{scenario.name}</span>
            <span className="text-muted">{scenario.service}</span>
          </p>
          <p className="mt-1 max-w-[75ch] text-muted">{scenario.description}</p>
        </div>
        <Button icon={Send} isPending={sending.isPending} onPress={sending.mutate}>
          {t("scenario.send")}
          <span className="sr-only">{scenario.name}</span>
        </Button>
      </div>
      <details className="group">
        <summary className="inline-flex min-h-8 cursor-pointer items-center gap-1 text-muted hover:text-text narrow:min-h-11">
          <ChevronRight
            size={15}
            aria-hidden
            className="transition-transform duration-100 group-open:rotate-90"
          />
          {t("scenario.preview")}
        </summary>
        <p className="my-1 max-w-[75ch] text-muted">
          <span className="font-medium text-text">{t("scenario.expected")}</span>{" "}
          {scenario.expected}
        </p>
        <pre className="rounded-control bg-surface p-3 font-mono text-xs whitespace-pre-wrap">
          {JSON.stringify(scenario.payloads[form], null, 2)}
        </pre>
      </details>
      <div role="status">{run && <Result run={run} />}</div>
    </li>
  );
}

function Result({ run }: { run: Run }) {
  const t = useTranslate();
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1" data-outcome={run.outcome}>
      <OutcomeLabel outcome={run.outcome} />
      <span className="text-muted tabular">{latencyText(run.latency_ms, t)}</span>
      {run.error && <span className="min-w-0 text-critical">{run.error}</span>}
      <IncidentLink run={run} />
    </p>
  );
}
