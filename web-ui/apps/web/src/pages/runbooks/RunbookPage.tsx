/** One runbook: writing it with a preview beside it, and its versions. */

import { At, Button, Panel, RichText, useTranslate } from "@platform/ui";

import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { History } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { useMay } from "../../session/session";
import { Page } from "../../shell/Page";
import { type Runbook, runbookQuery, runbookVersionsQuery } from "./queries";
import { type Draft, draftOf, RunbookForm } from "./RunbookForm";

const route = getRouteApi("/shell/runbooks/$runbook");
const EMPTY: Draft = draftOf({ title: "", services: [], summary: "", url: null, steps: [] });

export default function RunbookPage() {
  const t = useTranslate();
  const { runbook: id } = route.useParams();
  const isNew = id === "new";
  const query = useQuery({ ...runbookQuery(id), enabled: !isNew });
  return (
    <Page
      title={isNew ? t("runbooks.new") : (query.data?.title ?? t("runbooks.runbook"))}
      parent={{ to: "/runbooks", label: t("runbooks.title") }}
    >
      {isNew ? (
        <NewRunbook />
      ) : (
        <Loaded query={query} what={t("runbooks.runbook")}>
          {(runbook) => <RunbookView key={runbook.version} runbook={runbook} />}
        </Loaded>
      )}
    </Page>
  );
}

function NewRunbook() {
  const [draft, setDraft] = useState(EMPTY);
  return (
    <div className="max-w-3xl">
      <RunbookForm draft={draft} onChange={setDraft} />
    </div>
  );
}

function RunbookView({ runbook }: { runbook: Runbook }) {
  const mayWrite = useMay("knowledge:write");
  const [draft, setDraft] = useState(() => draftOf(runbook));
  return (
    <div className={`grid items-start gap-4 ${mayWrite ? "lg:grid-cols-2" : "max-w-3xl"}`}>
      {mayWrite && <RunbookForm id={runbook.id} draft={draft} onChange={setDraft} />}
      <div className="grid min-w-0 gap-4">
        <AsShown runbook={runbook} />
        <Versions runbook={runbook} onRestore={mayWrite ? setDraft : undefined} />
      </div>
    </div>
  );
}

/** As responders see it: what is saved. */
function AsShown({ runbook }: { runbook: Runbook }) {
  const t = useTranslate();
  return (
    <Panel title={t("runbooks.as-shown")}>
      <div className="px-4 py-3">
        <RichText html={runbook.summary_html} />
        <ol className="mt-2 grid gap-3">
          {runbook.steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity of a step
            <li key={index} className="grid grid-cols-[1.5rem_minmax(0,1fr)]">
              <span className="tabular text-muted">{index + 1}</span>
              <div className="min-w-0">
                <p className="font-medium">{step.title}</p>
                <RichText html={runbook.steps_html[index] ?? ""} />
                {step.command && (
                  <code className="mt-1 block overflow-x-auto rounded-control bg-surface px-2.5 py-1.5 font-mono text-xs">
                    {step.command}
                  </code>
                )}
              </div>
            </li>
          ))}
        </ol>
      </div>
    </Panel>
  );
}

interface VersionsProps {
  runbook: Runbook;
  onRestore?(draft: Draft): void;
}

function Versions({ runbook, onRestore }: VersionsProps) {
  const t = useTranslate();
  const query = useQuery(runbookVersionsQuery(runbook.id));
  return (
    <Panel title={t("policies.versions")}>
      <Loaded query={query} what={t("policies.versions")} part rows={2}>
        {(versions) => (
          <ol className="divide-y divide-line">
            {versions.map((version) => (
              <li key={version.version} className="flex items-center gap-3 px-4 py-2">
                <p className="min-w-0 flex-1">
                  <span className="font-medium">
                    {t("policies.version", { number: version.version })}
                  </span>{" "}
                  <span className="text-muted">
                    <At instant={version.edited_at} /> · {version.edited_by.name}
                  </span>
                </p>
                {version.version === runbook.version ? (
                  <span className="text-muted">{t("policies.version.current")}</span>
                ) : (
                  onRestore && (
                    <Button icon={History} onPress={() => onRestore(draftOf(version.content))}>
                      {t("policies.restore")}
                    </Button>
                  )
                )}
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Panel>
  );
}
