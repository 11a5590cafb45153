/** Title and description in better words. */

import { useTranslate } from "@platform/ui";
import { InputField, TextAreaField } from "@platform/ui/fields";
import { useState } from "react";
import { edit } from "../incident-changes";
import { FormDialog, type IncidentDialogProps } from "./FormDialog";

export function EditDialog(props: IncidentDialogProps) {
  const t = useTranslate();
  const { incident } = props;
  const [title, setTitle] = useState(incident.title);
  const [description, setDescription] = useState(incident.description ?? "");
  return (
    <FormDialog
      {...props}
      title={t("edit.title")}
      submitLabel={t("form.save")}
      isComplete={title.trim() !== ""}
      send={() => edit(incident, { title: title.trim(), description })}
    >
      <InputField
        label={t("column.title")}
        value={title}
        onChange={setTitle}
        maxLength={500}
        required
      />
      <TextAreaField
        label={t("edit.description")}
        value={description}
        onChange={setDescription}
        rows={5}
      />
    </FormDialog>
  );
}
