/** The dialogs of an incident's page; loaded when the first is opened. */

import type { Incident } from "@platform/api";
import type { DialogName } from "../use-incident-menu";
import { EditDialog } from "./EditDialog";
import { LinkDialog } from "./LinkDialog";
import { MergeDialog } from "./MergeDialog";
import { ReassignDialog } from "./ReassignDialog";
import { ResponderDialog } from "./ResponderDialog";
import { SeverityDialog } from "./SeverityDialog";
import { SnoozeDialog } from "./SnoozeDialog";
import { TicketDialog } from "./TicketDialog";

const DIALOGS = {
  edit: EditDialog,
  link: LinkDialog,
  merge: MergeDialog,
  reassign: ReassignDialog,
  responder: ResponderDialog,
  severity: SeverityDialog,
  snooze: SnoozeDialog,
  ticket: TicketDialog,
};

interface IncidentDialogsProps {
  name: DialogName;
  incident: Incident;
  onClose(): void;
}

export default function IncidentDialogs({ name, ...props }: IncidentDialogsProps) {
  const Chosen = DIALOGS[name];
  return <Chosen {...props} />;
}
