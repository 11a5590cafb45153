/** How bad it is, by a person's judgement. */

import { SEVERITIES, type Severity, useTranslate } from "@platform/ui";
import { Segments, TextAreaField } from "@platform/ui/fields";
import { useState } from "react";
import { edit } from "../incident-changes";
import { FormDialog, type IncidentDialogProps } from "./FormDialog";

export function SeverityDialog(props: IncidentDialogProps) {
  const t = useTranslate();
  const { incident } = props;
  const [severity, setSeverity] = useState<Severity>(incident.severity);
  const [note, setNote] = useState("");
  return (
    <FormDialog
      {...props}
      title={t("severity.change")}
      submitLabel={t("form.save")}
      isComplete={severity !== incident.severity}
      send={() => edit(incident, { severity, note })}
    >
      <Segments<Severity>
        label={t("filter.severity")}
        value={severity}
        onChange={setSeverity}
        className="flex-wrap"
        options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
      />
      <TextAreaField label={t("form.note")} value={note} onChange={setNote} rows={2} />
    </FormDialog>
  );
}
