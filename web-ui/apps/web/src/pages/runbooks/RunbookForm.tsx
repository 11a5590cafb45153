/** Writing a runbook: what it is for, and its steps in order. */

import { answerOf, api, type Schemas } from "@platform/api";
import { Button, IconButton, useTranslate } from "@platform/ui";
import { CheckField, InputField, TextAreaField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import type { FormEvent } from "react";
import { servicesQuery } from "../../catalog/queries";
import { newId } from "../../data/new-id";
import { Problem, reasonFor, useSave } from "../../data/save";
import { moved } from "../on-call/editor/draft";
import { type RunbookStep, runbooksKey } from "./queries";

export interface Draft {
  title: string;
  services: string[];
  summary: string;
  url: string;
  steps: (RunbookStep & { key: string })[];
}

export function draftOf(stored: Schemas["PutRunbook-Output"]): Draft {
  return {
    title: stored.title,
    services: stored.services ?? [],
    summary: stored.summary ?? "",
    url: stored.url ?? "",
    steps: (stored.steps ?? []).map((step) => ({ ...step, key: newId() })),
  };
}

const newStep = () => ({ key: newId(), title: "", body: "", command: "", url: null });

interface RunbookFormProps {
  /** Missing for a new one. */
  id?: string;
  draft: Draft;
  onChange(draft: Draft): void;
}

export function RunbookForm({ id, draft, onChange }: RunbookFormProps) {
  const t = useTranslate();
  const navigate = useNavigate();
  const { data: services } = useQuery(servicesQuery);
  const change = (next: Partial<Draft>) => onChange({ ...draft, ...next });
  const saving = useSave({
    send: () =>
      answerOf(
        api.PUT("/api/v1/runbooks/{runbook_id}", {
          params: { path: { runbook_id: id ?? newId() } },
          body: {
            title: draft.title.trim(),
            services: draft.services,
            summary: draft.summary,
            url: draft.url.trim() || null,
            steps: draft.steps.map(({ key: _, ...step }) => step),
          },
        }),
      ),
    renew: [runbooksKey],
    done: t("runbooks.saved"),
    onDone: (runbook) =>
      id ? undefined : navigate({ to: "/runbooks/$runbook", params: { runbook: runbook.id } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  return (
    <form onSubmit={submit} className="grid min-w-0 gap-4">
      <section className="grid gap-4 rounded-card border border-line p-4">
        <InputField
          label={t("runbooks.field.title")}
          value={draft.title}
          onChange={(title) => change({ title })}
          error={reasonFor(saving.problem, "title")}
          required
        />
        <TextAreaField
          label={t("runbooks.field.summary")}
          hint={t("runbooks.markdown")}
          value={draft.summary}
          onChange={(summary) => change({ summary })}
          error={reasonFor(saving.problem, "summary")}
        />
        <InputField
          label={t("runbooks.field.url")}
          type="url"
          value={draft.url}
          onChange={(url) => change({ url })}
          error={reasonFor(saving.problem, "url")}
        />
        <fieldset>
          <legend className="mb-1 font-medium">{t("runbooks.field.services")}</legend>
          <div className="grid max-h-40 overflow-y-auto rounded-control border border-line px-3 sm:grid-cols-2">
            {(services ?? []).map(({ slug, name }) => (
              <CheckField
                key={slug}
                label={name}
                isSelected={draft.services.includes(slug)}
                onChange={(on) =>
                  change({
                    services: on
                      ? [...draft.services, slug]
                      : draft.services.filter((each) => each !== slug),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
      </section>
      <Steps
        steps={draft.steps}
        onChange={(steps) => change({ steps })}
        reasonOfStep={(index, field) => reasonFor(saving.problem, `steps.${index}.${field}`)}
      />
      <Problem
        problem={saving.problem}
        shown={["title", "summary", "url", ...draft.steps.map((_, index) => `steps.${index}`)]}
      />
      <div className="flex flex-wrap justify-between gap-2">
        <Button icon={Plus} onPress={() => change({ steps: [...draft.steps, newStep()] })}>
          {t("runbooks.step.add")}
        </Button>
        <Button
          type="submit"
          tone="primary"
          isDisabled={!draft.title.trim()}
          isPending={saving.isPending}
        >
          {t("runbooks.save")}
        </Button>
      </div>
    </form>
  );
}

interface StepsProps {
  steps: Draft["steps"];
  onChange(steps: Draft["steps"]): void;
  reasonOfStep(index: number, field: string): string | undefined;
}

function Steps({ steps, onChange, reasonOfStep }: StepsProps) {
  const t = useTranslate();
  return steps.map((step, index) => {
    const title = t("runbooks.step", { number: index + 1 });
    const replace = (next: Partial<RunbookStep>) =>
      onChange(steps.map((each) => (each.key === step.key ? { ...each, ...next } : each)));
    return (
      <section key={step.key} aria-label={title} className="rounded-card border border-line">
        <header className="flex min-h-11 items-center gap-1 border-b border-line pr-1 pl-4">
          <h2 className="min-w-0 flex-1">{title}</h2>
          <IconButton
            label={t("oncall.editor.up", { what: title })}
            icon={ArrowUp}
            isDisabled={index === 0}
            onPress={() => onChange(moved(steps, index, -1))}
          />
          <IconButton
            label={t("oncall.editor.down", { what: title })}
            icon={ArrowDown}
            isDisabled={index === steps.length - 1}
            onPress={() => onChange(moved(steps, index, 1))}
          />
          <IconButton
            label={t("oncall.editor.remove", { what: title })}
            icon={X}
            onPress={() => onChange(steps.filter(({ key }) => key !== step.key))}
          />
        </header>
        <div className="grid gap-3 p-4">
          <InputField
            label={t("runbooks.step.title")}
            value={step.title}
            onChange={(value) => replace({ title: value })}
            error={reasonOfStep(index, "title")}
            required
          />
          <TextAreaField
            label={t("runbooks.step.body")}
            value={step.body ?? ""}
            onChange={(body) => replace({ body })}
            error={reasonOfStep(index, "body")}
          />
          <InputField
            label={t("runbooks.step.command")}
            value={step.command ?? ""}
            onChange={(command) => replace({ command })}
            error={reasonOfStep(index, "command")}
            spellCheck={false}
          />
        </div>
      </section>
    );
  });
}
