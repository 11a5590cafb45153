/** Names another incident that has to do with this one. */

import type { Incident } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { SelectField } from "@platform/ui/fields";
import { useState } from "react";
import { IncidentField } from "../../../incidents/IncidentField";
import { type LinkKind, link } from "../incident-changes";
import { FormDialog, type IncidentDialogProps } from "./FormDialog";

const KINDS: readonly LinkKind[] = ["related", "caused_by", "same_cause", "duplicate"];

export function LinkDialog(props: IncidentDialogProps) {
  const t = useTranslate();
  const { incident } = props;
  const [other, setOther] = useState<Incident | null>(null);
  const [kind, setKind] = useState<LinkKind>("related");
  return (
    <FormDialog
      {...props}
      title={t("link.title")}
      submitLabel={t("action.link")}
      isComplete={other !== null}
      send={async () => other && link(incident, other.id, kind)}
    >
      <SelectField
        label={t("link.kind")}
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`link.kind.${value}`) }))}
        onChange={(value) => setKind(value as LinkKind)}
      />
      <IncidentField
        label={t("link.other")}
        chosen={other}
        onChange={setOther}
        except={[incident.id]}
      />
    </FormDialog>
  );
}
