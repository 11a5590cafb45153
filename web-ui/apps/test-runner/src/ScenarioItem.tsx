/** One scenario: what it sends, what should happen, and what did. */

import { Button, SeverityChip, useTranslate } from "@platform/ui";
import { ArrowUpRight, ChevronRight, CircleCheck, CircleX, LoaderCircle, Send } from "lucide-react";
import type { Scenario, SendResult } from "./api";
import type { Run } from "./use-runs";

interface ScenarioItemProps {
  scenario: Scenario;
  run: Run | undefined;
  onSend(): void;
}

export function ScenarioItem({ scenario, run, onSend }: ScenarioItemProps) {
  const t = useTranslate();
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
        <Button icon={Send} isPending={run?.state === "sending"} onPress={onSend}>
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
        <pre className="mt-1 max-h-72 overflow-auto rounded-control bg-surface p-3 font-mono text-xs whitespace-pre-wrap">
          {JSON.stringify(scenario.payload, null, 2)}
        </pre>
        <p className="mt-2 text-muted">
          <span className="font-medium text-text">{t("scenario.expected")}</span>{" "}
          {scenario.expected}
        </p>
      </details>
      <div role="status">{run && <RunResult run={run} />}</div>
    </li>
  );
}

function RunResult({ run }: { run: Run }) {
  const t = useTranslate();
  if (run.state === "sending") {
    return (
      <p className="flex items-center gap-2 text-muted">
        <LoaderCircle size={16} aria-hidden className="animate-spin" />
        {t("scenario.sending")}
      </p>
    );
  }
  if (run.state === "failed") {
    return (
      <p className="flex items-center gap-2 text-critical">
        <CircleX size={16} aria-hidden className="shrink-0" />
        {t("scenario.failed", { reason: run.reason })}
      </p>
    );
  }
  return <SentResult result={run.result} />;
}

const CORRELATIONS = ["new", "existing", "none"];

function SentResult({ result }: { result: SendResult }) {
  const t = useTranslate();
  const outcome = CORRELATIONS.find((known) => known === result.correlation) ?? "none";
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="inline-flex items-center gap-2 text-ok">
        <CircleCheck size={16} aria-hidden className="shrink-0" />
        {t(`scenario.result.${outcome}`)}
      </span>
      <span className="text-muted tabular">
        {t("scenario.latency", { ms: Math.round(result.latency_ms) })}
      </span>
      {result.incident_id && (
        <a
          href={incidentAddress(result.incident_id)}
          target="_blank"
          rel="noopener"
          className="inline-flex items-center gap-1 text-accent underline-offset-2 hover:underline"
        >
          {t("scenario.open-incident")}
          <ArrowUpRight size={15} aria-hidden />
        </a>
      )}
    </p>
  );
}

/** The web UI is served on the same host, on its own port. */
function incidentAddress(incidentId: string): string {
  const { protocol, hostname } = window.location;
  return `${protocol}//${hostname}:8080/incidents/${incidentId}`;
}
