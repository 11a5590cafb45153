/** A ticket in Jira or GitHub, linked to the incident. */

import { answerOf, api } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { InputField, SelectField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { createTicket } from "../incident-changes";
import { FormDialog, type IncidentDialogProps } from "./FormDialog";

type Tracker = "jira" | "github";

const NAMES: Record<Tracker, string> = { jira: "Jira", github: "GitHub" };

export function TicketDialog(props: IncidentDialogProps) {
  const t = useTranslate();
  const { incident } = props;
  const trackers = useQuery({
    queryKey: ["trackers"],
    queryFn: async () => [
      await answerOf(api.GET("/api/v1/jira")),
      await answerOf(api.GET("/api/v1/github")),
    ],
  });
  const ready = (trackers.data ?? []).filter((each) => each.configured);
  const [chosen, setChosen] = useState<Tracker | null>(null);
  const tracker = chosen ?? ready[0]?.tracker ?? null;
  const [title, setTitle] = useState(`INC-${incident.number}: ${incident.title}`);
  return (
    <FormDialog
      {...props}
      title={t("ticket.title")}
      submitLabel={t("action.ticket")}
      isComplete={tracker !== null && title.trim() !== ""}
      done={t("ticket.done")}
      send={async () => tracker && createTicket(incident, tracker, title.trim())}
    >
      {trackers.data && ready.length === 0 ? (
        <p className="text-muted">{t("ticket.none")}</p>
      ) : (
        <>
          <SelectField
            label={t("ticket.tracker")}
            value={tracker ?? ""}
            options={ready.map((each) => ({ value: each.tracker, label: NAMES[each.tracker] }))}
            onChange={(value) => setChosen(value as Tracker)}
          />
          <InputField label={t("column.title")} value={title} onChange={setTitle} required />
        </>
      )}
    </FormDialog>
  );
}
