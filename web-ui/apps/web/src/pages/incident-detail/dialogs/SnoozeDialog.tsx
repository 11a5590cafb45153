/** Acknowledge and be reminded: how long nobody is paged again. */

import { useTranslate } from "@platform/ui";
import { DateTimeField, Segments, TextAreaField } from "@platform/ui/fields";
import { useState } from "react";
import { SNOOZES, type SnoozeChoice, snoozeEnd } from "../../../incidents/snooze";
import { snooze } from "../incident-changes";
import { fromLocal, toLocal } from "../local-time";
import { FormDialog, type IncidentDialogProps } from "./FormDialog";

export function SnoozeDialog(props: IncidentDialogProps) {
  const t = useTranslate();
  const [choice, setChoice] = useState<SnoozeChoice | "custom">("1h");
  const [custom, setCustom] = useState(() => toLocal(snoozeEnd("4h")));
  const [note, setNote] = useState("");
  const until = () =>
    choice === "custom" ? fromLocal(custom) : new Date(snoozeEnd(choice)).toISOString();
  return (
    <FormDialog
      {...props}
      title={t("snooze.title")}
      submitLabel={t("action.snooze")}
      isComplete={choice !== "custom" || custom !== ""}
      done={t("snooze.done", { number: props.incident.number })}
      send={() => snooze(props.incident, until(), note)}
    >
      <p className="text-muted">{t("snooze.hint")}</p>
      <Segments<SnoozeChoice | "custom">
        label={t("snooze.title")}
        value={choice}
        onChange={setChoice}
        className="flex-wrap"
        options={[...SNOOZES, "custom" as const].map((value) => ({
          value,
          label: t(`snooze.${value}`),
        }))}
      />
      {choice === "custom" && (
        <DateTimeField label={t("snooze.until")} value={custom} onChange={setCustom} required />
      )}
      <TextAreaField label={t("form.note")} value={note} onChange={setNote} rows={2} />
    </FormDialog>
  );
}
