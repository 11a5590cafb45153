/** Gives the incident to somebody else, who is paged. */

import type { PersonRef } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { TextAreaField } from "@platform/ui/fields";
import { useState } from "react";
import { PersonField } from "../../../PersonField";
import { reassign } from "../incident-changes";
import { FormDialog, type IncidentDialogProps } from "./FormDialog";

export function ReassignDialog(props: IncidentDialogProps) {
  const t = useTranslate();
  const { incident } = props;
  const [person, setPerson] = useState<PersonRef | null>(null);
  const [note, setNote] = useState("");
  return (
    <FormDialog
      {...props}
      title={t("reassign.title")}
      submitLabel={t("action.reassign")}
      isComplete={person !== null}
      done={t("reassign.done", { number: incident.number, name: person?.name })}
      send={async () => person && reassign(incident, person, note)}
    >
      <p className="text-muted">{t("reassign.hint")}</p>
      <PersonField
        label={t("column.owner")}
        person={person}
        onChange={setPerson}
        except={incident.assignee ? [incident.assignee.id] : []}
        required
      />
      <TextAreaField label={t("form.note")} value={note} onChange={setNote} rows={2} />
    </FormDialog>
  );
}
