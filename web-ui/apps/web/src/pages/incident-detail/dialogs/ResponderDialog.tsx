/** Asks somebody to help; the owner stays. */

import type { PersonRef } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { CheckField } from "@platform/ui/fields";
import { useState } from "react";
import { PersonField } from "../../../PersonField";
import { addResponder } from "../incident-changes";
import { FormDialog, type IncidentDialogProps } from "./FormDialog";

export function ResponderDialog(props: IncidentDialogProps) {
  const t = useTranslate();
  const [person, setPerson] = useState<PersonRef | null>(null);
  const [page, setPage] = useState(true);
  return (
    <FormDialog
      {...props}
      title={t("responder.title")}
      submitLabel={t("responder.add")}
      isComplete={person !== null}
      done={t("responder.done", { name: person?.name })}
      send={async () => person && addResponder(props.incident, person, page)}
    >
      <PersonField label={t("responder.person")} person={person} onChange={setPerson} required />
      <CheckField label={t("responder.page")} isSelected={page} onChange={setPage} />
    </FormDialog>
  );
}
