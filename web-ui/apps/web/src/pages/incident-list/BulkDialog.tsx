/** What a change of many incidents needs to know: for how long, to whom, how bad, into which. */

import type { Incident, PersonRef } from "@platform/api";
import { Button, SEVERITIES, type Severity, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { Segments, TextAreaField } from "@platform/ui/fields";
import { type FormEvent, useState } from "react";
import { IncidentField } from "../../incidents/IncidentField";
import { SNOOZES, type SnoozeChoice, snoozeEnd } from "../../incidents/snooze";
import { PersonField } from "../../PersonField";
import type { BulkRequest } from "./use-bulk-job";

export type BulkDialogName = "snooze" | "assign" | "severity" | "merge" | "note";

interface BulkDialogProps {
  name: BulkDialogName;
  count: number;
  except: readonly string[];
  onClose(): void;
  onSend(request: BulkRequest): void;
}

export default function BulkDialog({ name, count, except, onClose, onSend }: BulkDialogProps) {
  const t = useTranslate();
  const [until, setUntil] = useState<SnoozeChoice>("1h");
  const [assignee, setAssignee] = useState<PersonRef | null>(null);
  const [severity, setSeverity] = useState<Severity>("high");
  const [into, setInto] = useState<Incident | null>(null);
  const [note, setNote] = useState("");

  const request = (): BulkRequest | null => {
    switch (name) {
      case "snooze":
        return { action: "snooze", until: new Date(snoozeEnd(until)).toISOString(), note };
      case "assign":
        return assignee && { action: "assign", assignee, note };
      case "severity":
        return { action: "severity", severity, note };
      case "merge":
        return into && { action: "merge", into: into.id, note };
      case "note":
        return note.trim() ? { action: "note", note } : null;
    }
  };
  const ready = request();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    onSend(ready);
    onClose();
  };

  return (
    <Dialog title={t(`bulk.${name}.title`, { count })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {name === "snooze" && (
          <Segments<SnoozeChoice>
            label={t("snooze.title")}
            value={until}
            onChange={setUntil}
            options={SNOOZES.map((value) => ({ value, label: t(`snooze.${value}`) }))}
          />
        )}
        {name === "assign" && (
          <PersonField label={t("column.owner")} person={assignee} onChange={setAssignee} />
        )}
        {name === "severity" && (
          <Segments<Severity>
            label={t("filter.severity")}
            value={severity}
            onChange={setSeverity}
            className="flex-wrap"
            options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          />
        )}
        {name === "merge" && (
          <>
            <p className="text-muted">{t("merge.hint")}</p>
            <IncidentField
              label={t("merge.into")}
              chosen={into}
              onChange={setInto}
              except={except}
            />
          </>
        )}
        <TextAreaField
          label={name === "note" ? t("bulk.note.text") : t("form.note")}
          value={note}
          onChange={setNote}
          rows={name === "note" ? 4 : 2}
        />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button type="submit" tone="primary" isDisabled={!ready}>
            {t("bulk.do", { count })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
