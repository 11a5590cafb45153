/** The frame of a tracker: whether it is set up, Test with the tracker's own answer, Save. */

import type { ApiError, Schemas } from "@platform/api";
import { At, Button, Panel, useTranslate } from "@platform/ui";
import type { UseQueryResult } from "@tanstack/react-query";
import { Check } from "lucide-react";
import type { FormEvent, ReactNode } from "react";
import { Loaded } from "../../data/Loaded";
import { Problem, type Saving } from "../../data/save";
import { useMay } from "../../session/session";
import type { TrackerState } from "./queries";

interface TrackerCardProps {
  title: string;
  query: UseQueryResult<TrackerState>;
  /** What the tracker answered to what is typed now; null until it was asked. */
  tested: Schemas["TrackerTested"] | null;
  testing: Saving<void>;
  saving: Saving<void>;
  fields: readonly string[];
  children: ReactNode;
}

export function TrackerCard(props: TrackerCardProps) {
  const { title, query, tested, testing, saving, fields, children } = props;
  const t = useTranslate();
  const isManager = useMay("integrations:write");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tested) saving.save();
    else testing.save();
  };
  const problem: ApiError | null = saving.problem ?? testing.problem;
  return (
    <Panel
      title={title}
      aside={
        query.data &&
        (query.data.configured ? (
          <span className="text-ok">{t("notify.channel.ready")}</span>
        ) : (
          t("notify.channel.none")
        ))
      }
    >
      <Loaded query={query} what={title} part>
        {(state) => (
          <form onSubmit={submit} className="grid gap-3 p-4">
            {state.updated_at && (
              <p className="text-muted">
                {t("integrations.saved-by", { name: state.updated_by?.name ?? "" })}{" "}
                <At instant={state.updated_at} />
              </p>
            )}
            <fieldset disabled={!isManager} className="grid gap-3 sm:grid-cols-2">
              <legend className="sr-only">{title}</legend>
              {children}
            </fieldset>
            <div role="status">
              {tested && (
                <p className="flex items-start gap-2 rounded-control bg-ok-bg px-3 py-2 text-ok">
                  <Check size={18} aria-hidden className="mt-px shrink-0" />
                  {t("notify.test.ok", { ms: Math.round(tested.latency_ms) })} {tested.name} (
                  {tested.key})
                </p>
              )}
              <Problem problem={problem} shown={fields} />
            </div>
            {isManager && (
              <div className="flex flex-wrap justify-end gap-2">
                <Button isPending={saving.isPending} onPress={() => saving.save()}>
                  {tested ? t("integrations.save") : t("integrations.save-untested")}
                </Button>
                <Button tone="primary" isPending={testing.isPending} onPress={() => testing.save()}>
                  {t("notify.channel.test")}
                </Button>
              </div>
            )}
          </form>
        )}
      </Loaded>
    </Panel>
  );
}
