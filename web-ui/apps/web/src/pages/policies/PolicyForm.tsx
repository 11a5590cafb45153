/** The form of a policy; saving one that cannot reach somebody asks first. */

import { answerOf, api } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { ConfirmDialog } from "@platform/ui/confirm-dialog";
import { InputField, SelectField } from "@platform/ui/fields";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Problem, reasonFor, useSave } from "../../data/save";
import { teamOptions, teamsQuery } from "../../directory/queries";
import { moved, slugOf } from "../on-call/editor/draft";
import { type Warning, warningsOf } from "./check";
import { type Draft, definitionOf, newLevel, startsOf } from "./draft";
import { LevelCard } from "./LevelCard";
import { policiesKey, policiesQuery } from "./queries";
import { WarningList } from "./WarningList";

interface PolicyFormProps {
  /** Missing for a new policy: its slug follows from its name. */
  slug?: string;
  draft: Draft;
  onChange(draft: Draft): void;
}

export function PolicyForm({ slug, draft, onChange }: PolicyFormProps) {
  const t = useTranslate();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data: teams } = useQuery(teamsQuery);
  const { data: policies } = useQuery(policiesQuery);
  const [warnings, setWarnings] = useState<Warning[]>([]);
  const [isChecking, setChecking] = useState(false);
  const target = slug ?? slugOf(draft.name);
  const change = (next: Partial<Draft>) => onChange({ ...draft, ...next });
  const setLevels = (levels: Draft["levels"]) => change({ levels });
  const starts = startsOf(draft.levels);

  const saving = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/escalation-policies/{slug}", {
          params: { path: { slug: target } },
          body: definitionOf(draft),
        }),
      ),
    renew: [policiesKey],
    done: t("policies.saved", { name: draft.name }),
    onDone: (policy) =>
      slug ? undefined : navigate({ to: "/policies/$policy", params: { policy: policy.slug } }),
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecking(true);
    const found = await warningsOf(client, draft);
    setChecking(false);
    if (found.length > 0) setWarnings(found);
    else saving.save();
  };
  const isComplete =
    draft.name.trim() !== "" && draft.levels.every(({ targets }) => targets.length > 0);

  return (
    <form onSubmit={submit} className="grid min-w-0 gap-4">
      <section className="grid gap-4 rounded-card border border-line p-4 sm:grid-cols-2">
        <InputField
          label={t("oncall.editor.name")}
          value={draft.name}
          onChange={(name) => change({ name })}
          error={reasonFor(saving.problem, "name")}
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
        <InputField
          label={t("policies.repeat")}
          type="number"
          min={0}
          max={20}
          value={String(draft.repeat)}
          onChange={(repeat) => change({ repeat: Math.max(0, Number(repeat)) })}
          hint={t("policies.repeat.about")}
          error={reasonFor(saving.problem, "repeat")}
        />
        <SelectField
          label={t("policies.fallback")}
          value={draft.fallback}
          onChange={(fallback) => change({ fallback })}
          options={(policies ?? [])
            .filter((policy) => policy.slug !== slug)
            .map((policy) => ({ value: policy.slug, label: policy.name }))}
          placeholder={t("policies.fallback.default")}
          hint={t("policies.fallback.about")}
          error={reasonFor(saving.problem, "fallback")}
        />
      </section>
      {draft.levels.map((level, index) => (
        <LevelCard
          key={level.key}
          level={level}
          number={index + 1}
          count={draft.levels.length}
          start={starts[index] ?? 0}
          error={reasonFor(saving.problem, `levels.${index}`)}
          onChange={(next) =>
            setLevels(draft.levels.map((each) => (each.key === level.key ? next : each)))
          }
          onMove={(step) => setLevels(moved(draft.levels, index, step))}
          onRemove={() => setLevels(draft.levels.filter((each) => each.key !== level.key))}
        />
      ))}
      <Problem problem={saving.problem} shown={["name", "team", "repeat", "fallback", "levels"]} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Button icon={Plus} onPress={() => setLevels([...draft.levels, newLevel()])}>
          {t("policies.level.add")}
        </Button>
        <Button
          type="submit"
          tone="primary"
          isDisabled={!isComplete || !target}
          isPending={saving.isPending || isChecking}
        >
          {t("policies.save")}
        </Button>
      </div>
      {warnings.length > 0 && (
        <ConfirmDialog
          title={t("policies.confirm")}
          confirmLabel={t("policies.confirm.save")}
          isPending={saving.isPending}
          onClose={() => setWarnings([])}
          onConfirm={() => {
            setWarnings([]);
            saving.save();
          }}
        >
          <WarningList warnings={warnings} />
        </ConfirmDialog>
      )}
    </form>
  );
}
