/** An entry of the knowledge base: one line each for symptoms, evidence and actions. */

import { answerOf, api } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { InputField, SelectField, TextAreaField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Problem, reasonFor, useSave } from "../../data/save";
import { categoriesQuery, type Knowledge, knowledgeKey } from "./queries";

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

interface KnowledgeDialogProps {
  entry?: Knowledge;
  onClose(): void;
}

export function KnowledgeDialog({ entry, onClose }: KnowledgeDialogProps) {
  const t = useTranslate();
  const { data: categories } = useQuery(categoriesQuery);
  const [title, setTitle] = useState(entry?.title ?? "");
  const [category, setCategory] = useState(entry?.category ?? "");
  const [texts, setTexts] = useState({
    symptoms: (entry?.symptoms ?? []).join("\n"),
    evidence: (entry?.evidence ?? []).join("\n"),
    actions: (entry?.actions ?? []).join("\n"),
  });
  const saving = useSave({
    send: () => {
      const body = {
        title: title.trim(),
        category: category.trim(),
        symptoms: linesOf(texts.symptoms),
        evidence: linesOf(texts.evidence),
        actions: linesOf(texts.actions),
      };
      return entry
        ? answerOf(
            api.PUT("/api/v1/knowledge/{entry_id}", {
              params: { path: { entry_id: entry.id } },
              body,
            }),
          )
        : answerOf(api.POST("/api/v1/knowledge", { body }));
    },
    renew: [knowledgeKey],
    done: t("knowledge.saved"),
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  return (
    <Dialog title={entry ? t("knowledge.edit") : t("knowledge.add")} onClose={onClose} width="wide">
      <form onSubmit={submit} className="grid gap-4">
        <InputField
          label={t("runbooks.field.title")}
          value={title}
          onChange={setTitle}
          error={reasonFor(saving.problem, "title")}
          required
        />
        <SelectField
          label={t("knowledge.category")}
          value={category}
          onChange={setCategory}
          placeholder="–"
          options={(categories ?? []).map((value) => ({ value, label: value }))}
          error={reasonFor(saving.problem, "category")}
          required
        />
        {(["symptoms", "evidence", "actions"] as const).map((name) => (
          <TextAreaField
            key={name}
            label={t(`knowledge.${name}`)}
            hint={t("knowledge.lines")}
            value={texts[name]}
            onChange={(text) => setTexts((held) => ({ ...held, [name]: text }))}
            error={reasonFor(saving.problem, name)}
            required={name === "symptoms"}
          />
        ))}
        <Problem
          problem={saving.problem}
          shown={["title", "category", "symptoms", "evidence", "actions"]}
        />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button type="submit" tone="primary" isPending={saving.isPending}>
            {t("knowledge.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
