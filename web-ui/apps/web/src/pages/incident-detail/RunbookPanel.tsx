/** The steps to take, one press each: who took which, when, is in the timeline. */

import { answerOf, api, type Incident, type IncidentRunbook } from "@platform/api";
import {
  At,
  Button,
  ExternalLink,
  IconButton,
  Panel,
  PanelUnavailable,
  RichText,
  Skeleton,
  showToast,
  useTranslate,
} from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { Check, Copy, SkipForward, Undo2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useIncidentChange } from "../../incidents/use-change";
import { runbooksQuery } from "./queries";

const SkipDialog = lazy(() => import("./dialogs/SkipStepDialog"));

export function RunbookPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(runbooksQuery(incident));
  return (
    <Panel title={t("runbook.title")}>
      {isPending && <Skeleton rows={2} />}
      {isError && <PanelUnavailable message={t("runbook.unavailable")} onRetry={refetch} />}
      {data?.items.length === 0 && (
        <p className="px-4 py-3 text-muted">
          {t("runbook.none", { service: incident.service })}{" "}
          {data.search_answered === false && t("runbook.search-down")}
        </p>
      )}
      {data && data.items.length > 0 && (
        <div className="divide-y divide-line">
          {data.items.map((item, index) => (
            <RunbookItem
              key={item.runbook.id}
              item={item}
              incident={incident}
              isOpen={index === 0 || (item.states?.length ?? 0) > 0}
            />
          ))}
        </div>
      )}
    </Panel>
  );
}

interface RunbookItemProps {
  item: IncidentRunbook;
  incident: Incident;
  isOpen: boolean;
}

function RunbookItem({ item, incident, isOpen }: RunbookItemProps) {
  const t = useTranslate();
  const { runbook, states = [] } = item;
  const done = states.filter((state) => state.state === "applied").length;
  return (
    <details open={isOpen}>
      <summary className="flex min-h-11 cursor-pointer items-center justify-between gap-4 px-4 py-2 hover:bg-surface">
        <span className="min-w-0 font-medium">{runbook.title}</span>
        <span className="shrink-0 text-muted tabular">
          {t("runbook.progress", { done, total: runbook.steps.length })}
        </span>
      </summary>
      <div className="px-4 pb-3">
        <p className="text-xs text-muted">{item.why}</p>
        {runbook.summary_html && (
          <div className="mt-2">
            <RichText html={runbook.summary_html} />
          </div>
        )}
        <ExternalLink address={runbook.url} label={t("runbook.open")} />
        <ol className="mt-2 space-y-1">
          {runbook.steps.map((step, index) => (
            <Step
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place
              key={index}
              item={item}
              number={index + 1}
              title={step.title}
              incident={incident}
            />
          ))}
        </ol>
      </div>
    </details>
  );
}

interface StepProps {
  item: IncidentRunbook;
  /** Counted from 1, as the API does. */
  number: number;
  title: string;
  incident: Incident;
}

function Step({ item, number, title, incident }: StepProps) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const [skipping, setSkipping] = useState(false);
  const { runbook } = item;
  const step = runbook.steps[number - 1];
  const html = runbook.steps_html[number - 1];
  const state = item.states?.find((each) => each.step === number);
  const params = { path: { incident: incident.id } };

  const take = (action: "apply" | "skip", reason = "") =>
    change.run(() =>
      answerOf(
        api.POST("/api/v1/incidents/{incident}/apply-runbook-step", {
          params,
          body: { runbook_id: runbook.id, step: number, action, reason },
        }),
      ),
    );
  const undo = () =>
    change.run(() =>
      answerOf(
        api.POST("/api/v1/incidents/{incident}/undo-runbook-step", {
          params,
          body: { runbook_id: runbook.id, step: number },
        }),
      ),
    );

  return (
    <li className="flex items-start gap-x-3 rounded-control py-1.5 narrow:flex-wrap">
      <StepMark number={number} state={state?.state} />
      <div className="min-w-0 flex-1 narrow:basis-3/4">
        <p className={state ? "text-muted" : "font-medium"}>{title}</p>
        {!state && html && <RichText html={html} />}
        {step?.command && <Command text={step.command} />}
        <ExternalLink address={step?.url} label={t("runbook.step-link")} />
        {state && (
          <p className="text-xs text-muted">
            {t(`runbook.${state.state}`, { name: state.by.name })} · <At instant={state.at} />
            {state.reason && ` · ${state.reason}`}
          </p>
        )}
      </div>
      <div data-print="hide" className="flex shrink-0 gap-1 narrow:ml-9 narrow:basis-full">
        {state ? (
          <IconButton
            label={t("runbook.undo", { step: number })}
            icon={Undo2}
            onPress={undo}
            isDisabled={change.isPending}
          />
        ) : (
          <>
            <Button onPress={() => take("apply")} isPending={change.isPending}>
              {t("runbook.apply")}
              <span className="sr-only">{t("runbook.step", { step: number })}</span>
            </Button>
            <IconButton
              label={t("runbook.skip", { step: number })}
              icon={SkipForward}
              onPress={() => setSkipping(true)}
            />
          </>
        )}
      </div>
      <Suspense>
        {skipping && (
          <SkipDialog
            title={title}
            onClose={() => setSkipping(false)}
            onSkip={(reason) => take("skip", reason)}
          />
        )}
      </Suspense>
    </li>
  );
}

function StepMark({ number, state }: { number: number; state?: "applied" | "skipped" }) {
  const looks = {
    applied: "border-ok bg-ok-bg text-ok",
    skipped: "border-line text-muted",
    open: "border-line-strong text-muted",
  };
  return (
    <span
      aria-hidden
      className={`mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-full border text-xs tabular ${looks[state ?? "open"]}`}
    >
      {state === "applied" ? <Check size={14} /> : state === "skipped" ? "–" : number}
    </span>
  );
}

function Command({ text }: { text: string }) {
  const t = useTranslate();
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => showToast({ tone: "success", message: t("runbook.copied") }),
      () => undefined,
    );
  return (
    <div className="my-1 flex items-start rounded-control bg-surface">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus */}
      <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto px-3 py-1.5 font-mono text-xs/5">
        {text}
      </pre>
      <IconButton label={t("runbook.copy")} icon={Copy} onPress={copy} />
    </div>
  );
}
