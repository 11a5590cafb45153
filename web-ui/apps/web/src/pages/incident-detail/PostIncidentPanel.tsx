/** After it is resolved: the root cause, what will be done about it, and what closing still needs. */

import type { Incident } from "@platform/api";
import { Button, Panel, PanelUnavailable, Skeleton, useTranslate } from "@platform/ui";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, Download, Lock } from "lucide-react";
import { useIncidentActions } from "../../incidents/use-incident-actions";
import { ActionItems } from "./ActionItems";
import { actionItemsQuery, rcaQuery } from "./queries";
import { RcaForm } from "./RcaForm";

export function PostIncidentPanel({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const { data, isError, isPending, refetch } = useQuery(rcaQuery(incident));
  return (
    <Panel title={t("post.title")} aside={<Exports incident={incident} />}>
      {isPending && <Skeleton rows={4} />}
      {isError && <PanelUnavailable message={t("post.unavailable")} onRetry={refetch} />}
      {data && (
        <>
          <RcaForm key={data.version ?? 0} rca={data} incident={incident} />
          <ActionItems incident={incident} />
          {incident.status === "resolved" && <Closing incident={incident} />}
        </>
      )}
    </Panel>
  );
}

/** The report as a file, made by the server. */
function Exports({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const base = `/api/v1/incidents/${incident.id}`;
  return (
    <span data-print="hide" className="flex items-center gap-1">
      {(["md", "pdf"] as const).map((format) => (
        <a
          key={format}
          href={`${base}/report.${format}`}
          download={`INC-${incident.number}.${format}`}
          className="inline-flex min-h-8 items-center gap-1.5 rounded-control px-2 text-muted hover:bg-hover hover:text-text narrow:min-h-11"
        >
          <Download size={15} aria-hidden />
          {t(`post.report.${format}`)}
        </a>
      ))}
    </span>
  );
}

/** Closing is offered all the time; what it still needs is told beside it. */
function Closing({ incident }: { incident: Incident }) {
  const t = useTranslate();
  const actions = useIncidentActions();
  const { data: rca } = useQuery(rcaQuery(incident));
  const { data: items = [] } = useQuery(actionItemsQuery(incident));
  const missing = rca?.missing ?? [];
  const isClosable = rca?.closable ?? false;
  const checks = [
    { done: missing.length === 0, text: t("post.check.rca") },
    { done: items.length > 0, text: t("post.check.items") },
    { done: items.every((item) => item.owner && item.due_on), text: t("post.check.owners") },
  ];
  return (
    <div className="flex flex-wrap items-start justify-between gap-4 border-t border-line px-4 py-3">
      <div>
        <ul className="space-y-1">
          {checks.map((check) => (
            <li key={check.text} className="flex items-center gap-2">
              {check.done ? (
                <CircleCheck size={16} aria-hidden className="text-ok" />
              ) : (
                <CircleDashed size={16} aria-hidden className="text-muted" />
              )}
              {check.text}
              <span className="sr-only">{check.done ? t("post.done") : t("post.not-done")}</span>
            </li>
          ))}
        </ul>
        {!isClosable && missing.length > 0 && (
          <p id="close-missing" className="mt-2 text-high">
            {t("post.missing", { fields: missing.map((name) => t(`rca.${name}`)).join(", ") })}
          </p>
        )}
      </div>
      <Button
        tone="primary"
        icon={Lock}
        isDisabled={!isClosable}
        onPress={() => actions.run([incident], { name: "status", status: "closed" })}
      >
        {t("post.close")}
      </Button>
    </div>
  );
}
