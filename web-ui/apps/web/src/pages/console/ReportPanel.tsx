/** The report of an incident: where it goes, writing it, and reading it when it goes nowhere. */

import { answerOf, api, type Schemas } from "@platform/api";
import { At, Button, Panel, useLanguage, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { CheckField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { useState } from "react";
import { Loaded } from "../../data/Loaded";
import { Problem, useSave } from "../../data/save";
import { useMay } from "../../session/session";
import {
  type Report,
  reportSettingsKey,
  reportSettingsQuery,
  reportsKey,
  reportsQuery,
  type Target,
} from "./queries";

const TARGETS: readonly Target[] = ["slack", "jira", "email"];

export function ReportPanel({ incident }: { incident?: string }) {
  const t = useTranslate();
  const settings = useQuery(reportSettingsQuery);
  return (
    <Panel title={t("console.reports")}>
      <Loaded query={settings} what={t("console.reports")} part rows={2}>
        {(options) => <Targets options={options} />}
      </Loaded>
      {incident && (
        <Reports incident={incident} hasTargets={(settings.data?.targets.length ?? 0) > 0} />
      )}
    </Panel>
  );
}

function Targets({ options }: { options: Schemas["ReportOptions"] }) {
  const t = useTranslate();
  const mayWrite = useMay("integrations:write");
  const saving = useSave({
    send: (targets: Target[]) =>
      answerOf(
        api.PUT("/api/v1/reports/settings", {
          body: {
            targets,
            automatic: options.automatic,
            language: options.language,
            email_recipients: options.email_recipients,
          },
        }),
      ),
    renew: [reportSettingsKey],
    inToast: true,
  });
  return (
    <fieldset
      disabled={!mayWrite}
      className="flex flex-wrap gap-x-6 border-b border-line px-4 py-1"
    >
      <legend className="sr-only">{t("console.targets")}</legend>
      {TARGETS.map((target) => (
        <CheckField
          key={target}
          label={t(`console.target.${target}`)}
          isSelected={options.targets.includes(target)}
          isDisabled={!mayWrite || saving.isPending}
          onChange={(on) =>
            saving.save(
              on ? [...options.targets, target] : options.targets.filter((each) => each !== target),
            )
          }
        />
      ))}
    </fieldset>
  );
}

function Reports({ incident, hasTargets }: { incident: string; hasTargets: boolean }) {
  const t = useTranslate();
  const language = useLanguage();
  const mayRespond = useMay("incidents:write");
  const query = useQuery(reportsQuery(incident));
  const [opened, setOpened] = useState<Report | null>(null);
  const writing = useSave({
    send: () =>
      answerOf(
        api.POST("/api/v1/reports", {
          body: { incident_id: incident, kind: "incident", language },
        }),
      ),
    renew: [reportsKey],
    done: hasTargets ? t("console.report.sent") : undefined,
    // It goes nowhere: then it is read here.
    onDone: (report) => (hasTargets ? undefined : setOpened(report)),
  });
  return (
    <div className="grid gap-2 p-4">
      {mayRespond && (
        <div>
          <Button icon={FileText} isPending={writing.isPending} onPress={() => writing.save()}>
            {t("console.report.write")}
          </Button>
        </div>
      )}
      <Problem problem={writing.problem} />
      <ul>
        {query.data?.items.map((report) => (
          <li key={report.id}>
            <button
              type="button"
              onClick={() => setOpened(report)}
              className="flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-control text-left text-accent underline-offset-2 hover:underline narrow:min-h-11"
            >
              <span className="min-w-0 flex-1 truncate">{report.title}</span>
              <span className="text-muted">
                <At instant={report.created_at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {opened && (
        <Dialog title={opened.title} onClose={() => setOpened(null)} width="wide">
          {opened.notice && <p className="mb-3 text-muted">{opened.notice}</p>}
          <pre className="font-sans whitespace-pre-wrap">{opened.markdown}</pre>
        </Dialog>
      )}
    </div>
  );
}
