/** The form of a schedule: its facts, its layers, and beside them what saving would change. */

import { answerOf, api } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { InputField, Segments, SelectField } from "@platform/ui/fields";
import { startOfDay, toWallTime } from "@platform/ui/time-zone";
import { ZoneField } from "@platform/ui/zone-field";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Problem, reasonFor, useSave } from "../../../data/save";
import { teamOptions, teamsQuery } from "../../../directory/queries";
import { schedulesKey } from "../queries";
import { type Draft, definitionOf, isComplete, moved, newLayer, slugOf } from "./draft";
import { LayerCard } from "./LayerCard";
import { PreviewPanel } from "./PreviewPanel";

interface ScheduleFormProps {
  /** Missing for a new schedule: its slug follows from its name. */
  slug?: string;
  initial: Draft;
}

const DAY_MS = 24 * 3_600_000;

function thisMonday(zone: string): string {
  const today = new Date(`${toWallTime(startOfDay(Date.now(), zone), zone).slice(0, 10)}T00:00Z`);
  return new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * DAY_MS)
    .toISOString()
    .slice(0, 10);
}

export function ScheduleForm({ slug, initial }: ScheduleFormProps) {
  const t = useTranslate();
  const navigate = useNavigate();
  const { data: teams } = useQuery(teamsQuery);
  const [draft, setDraft] = useState(initial);
  const change = (next: Partial<Draft>) => setDraft((held) => ({ ...held, ...next }));
  const target = slug ?? slugOf(draft.name);
  const open = (schedule: string) => navigate({ to: "/oncall/$schedule", params: { schedule } });
  const saving = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/schedules/{slug}", {
          params: { path: { slug: target } },
          body: definitionOf(draft),
        }),
      ),
    renew: [schedulesKey, ["on-call"]],
    done: t("oncall.editor.saved", { name: draft.name }),
    onDone: (schedule) => open(schedule.slug),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  const setLayers = (layers: Draft["layers"]) => change({ layers });

  return (
    <form
      onSubmit={submit}
      className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]"
    >
      <div className="grid min-w-0 gap-4">
        <section className="grid gap-4 rounded-card border border-line p-4 sm:grid-cols-2">
          <InputField
            label={t("oncall.editor.name")}
            value={draft.name}
            onChange={(name) => change({ name })}
            error={reasonFor(saving.problem, "name")}
            hint={slug ? undefined : target && t("oncall.editor.slug", { slug: target })}
            required
          />
          <SelectField
            label={t("oncall.editor.team")}
            value={draft.team}
            onChange={(team) => change({ team })}
            options={teamOptions(teams)}
            placeholder={t("oncall.editor.no-team")}
            error={reasonFor(saving.problem, "team")}
          />
          <ZoneField
            label={t("oncall.zone")}
            value={draft.timezone}
            onChange={(timezone) => change({ timezone })}
            error={reasonFor(saving.problem, "timezone")}
          />
          <div className="flex flex-col gap-1">
            <p className="font-medium">{t("oncall.editor.mode")}</p>
            <Segments
              label={t("oncall.editor.mode")}
              value={draft.mode}
              onChange={(mode) => change({ mode })}
              options={[
                { value: "precedence", label: t("oncall.editor.mode.precedence") },
                { value: "union", label: t("oncall.editor.mode.union") },
              ]}
            />
            <p className="text-muted">{t(`oncall.editor.mode.${draft.mode}.about`)}</p>
          </div>
        </section>
        {draft.layers.map((layer, index) => (
          <LayerCard
            key={layer.key}
            layer={layer}
            number={index + 1}
            count={draft.layers.length}
            reasonFor={(field) => reasonFor(saving.problem, `layers.${index}.${field}`)}
            onChange={(next) =>
              setLayers(draft.layers.map((each) => (each.key === layer.key ? next : each)))
            }
            onMove={(step) => setLayers(moved(draft.layers, index, step))}
            onRemove={() => setLayers(draft.layers.filter((each) => each.key !== layer.key))}
          />
        ))}
        <div>
          <Button
            icon={Plus}
            onPress={() => setLayers([...draft.layers, newLayer(thisMonday(draft.timezone))])}
          >
            {t("oncall.editor.layer.add")}
          </Button>
        </div>
      </div>
      <div className="grid min-w-0 gap-4 lg:sticky lg:top-0">
        <PreviewPanel slug={target} draft={draft} />
        <Problem problem={saving.problem} shown={["name", "team", "timezone"]} />
        <div className="flex justify-end gap-2">
          <Button onPress={() => (slug ? open(slug) : navigate({ to: "/oncall" }))}>
            {t("dialog.cancel")}
          </Button>
          <Button
            type="submit"
            tone="primary"
            isDisabled={!isComplete(draft) || !target}
            isPending={saving.isPending}
          >
            {t("oncall.editor.save")}
          </Button>
        </div>
      </div>
    </form>
  );
}
