/** Two incidents are one: this one is closed, its alerts go to the other. */

import type { Incident } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { TextAreaField } from "@platform/ui/fields";
import { useState } from "react";
import { IncidentField } from "../../../incidents/IncidentField";
import { mergeInto } from "../incident-changes";
import { FormDialog, type IncidentDialogProps } from "./FormDialog";

export function MergeDialog(props: IncidentDialogProps) {
  const t = useTranslate();
  const { incident } = props;
  const [target, setTarget] = useState<Incident | null>(null);
  const [note, setNote] = useState("");
  return (
    <FormDialog
      {...props}
      title={t("merge.title", { number: incident.number })}
      submitLabel={t("action.merge")}
      isComplete={target !== null}
      done={t("merge.done", { number: incident.number, into: target?.number })}
      send={async () => target && mergeInto(incident, target.id, note)}
    >
      <p className="text-muted">{t("merge.hint")}</p>
      <IncidentField
        label={t("merge.into")}
        chosen={target}
        onChange={setTarget}
        except={[incident.id]}
      />
      <TextAreaField label={t("form.note")} value={note} onChange={setNote} rows={2} />
    </FormDialog>
  );
}
