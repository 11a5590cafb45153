/** The root-cause analysis. One for each incident; what is required is said at the field. */

import { answerOf, api, type Incident, type Rca } from "@platform/api";
import { At, Button, RichText, useTranslate } from "@platform/ui";
import { SelectField, TextAreaField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { suggestionsQuery } from "../../incidents/queries";
import { useIncidentChange } from "../../incidents/use-change";
import { useMayRespond } from "../../session/session";

const FIELDS = [
  "root_cause",
  "contributing_factors",
  "corrective_actions",
  "prevention",
  "impact",
  "detection",
] as const;
type Field = (typeof FIELDS)[number];
/** These must be written where the policy of the service asks for an analysis. */
const REQUIRED: readonly Field[] = FIELDS.slice(0, 4);

type Draft = Record<Field, string> & { category: string };

function draftOf(rca: Rca): Draft {
  const texts = Object.fromEntries(FIELDS.map((field) => [field, rca[field] ?? ""]));
  return { ...(texts as Record<Field, string>), category: rca.category ?? "" };
}

interface RcaFormProps {
  rca: Rca;
  incident: Incident;
}

export function RcaForm({ rca, incident }: RcaFormProps) {
  const t = useTranslate();
  const mayWrite = useMayRespond() !== "no";
  const [editing, setEditing] = useState(!rca.version && incident.status === "resolved");
  if (editing && mayWrite) {
    return <Edit rca={rca} incident={incident} onClose={() => setEditing(false)} />;
  }
  const written = FIELDS.filter((field) => rca[field]?.trim());
  return (
    <div className="px-4 py-3">
      {written.length === 0 && <p className="text-muted">{t("rca.none")}</p>}
      <dl className="space-y-3">
        {written.map((field) => (
          <div key={field}>
            <dt className="font-medium">{t(`rca.${field}`)}</dt>
            <dd className="mt-0.5">
              <RichText html={rca.html?.[field] ?? ""} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-3 flex flex-wrap items-center gap-3 text-xs text-muted">
        {mayWrite && (
          <Button onPress={() => setEditing(true)}>
            {written.length > 0 ? t("rca.edit") : t("rca.write")}
          </Button>
        )}
        {rca.updated_by && rca.updated_at && (
          <span>
            {rca.updated_by.name} · <At instant={rca.updated_at} />
          </span>
        )}
      </div>
    </div>
  );
}

function Edit({ rca, incident, onClose }: RcaFormProps & { onClose(): void }) {
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const suggestions = useQuery(suggestionsQuery(incident)).data?.suggestions ?? [];
  const [draft, setDraft] = useState(() => draftOf(rca));
  const set = (field: keyof Draft) => (value: string) =>
    setDraft((held) => ({ ...held, [field]: value }));

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const body = { ...draft, category: draft.category || null };
    const saved = await change.run(
      () =>
        answerOf(
          api.PUT("/api/v1/incidents/{incident}/rca", {
            params: { path: { incident: incident.id } },
            body,
          }),
        ),
      t("rca.saved"),
    );
    if (saved) onClose();
  };

  return (
    <form onSubmit={save} className="grid gap-4 px-4 py-3 md:grid-cols-2">
      {FIELDS.map((field) => (
        <TextAreaField
          key={field}
          label={t(`rca.${field}`)}
          hint={rca.required && REQUIRED.includes(field) ? t("rca.required") : undefined}
          value={draft[field]}
          onChange={set(field)}
          rows={3}
        />
      ))}
      {suggestions.length > 0 && (
        <SelectField
          label={t("rca.category")}
          placeholder={t("rca.category.none")}
          value={draft.category}
          options={suggestions.map((each) => ({ value: each.category, label: each.title }))}
          onChange={set("category")}
          className="md:col-span-2"
        />
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 md:col-span-2">
        <span className="text-xs text-muted">{t("timeline.markdown")}</span>
        <Button type="submit" tone="primary" isPending={change.isPending}>
          {t("rca.save")}
        </Button>
      </div>
    </form>
  );
}
