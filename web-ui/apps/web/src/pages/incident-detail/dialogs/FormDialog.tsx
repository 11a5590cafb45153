/** A dialog with a form and one button that does it. It stays open while the server refuses. */

import type { Incident } from "@platform/api";
import { Button, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import type { FormEvent, ReactNode } from "react";
import { useIncidentChange } from "../../../incidents/use-change";

/** What every dialog of an incident is given. */
export interface IncidentDialogProps {
  incident: Incident;
  onClose(): void;
}

interface FormDialogProps extends IncidentDialogProps {
  title: string;
  submitLabel: string;
  isComplete?: boolean;
  /** Said when it was done. */
  done?: string;
  send(): Promise<unknown>;
  children: ReactNode;
}

export function FormDialog(props: FormDialogProps) {
  const { incident, onClose, title, submitLabel, isComplete = true, done, send, children } = props;
  const t = useTranslate();
  const change = useIncidentChange(incident);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isComplete && (await change.run(send, done))) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {children}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t("dialog.cancel")}</Button>
          <Button
            type="submit"
            tone="primary"
            isPending={change.isPending}
            isDisabled={!isComplete}
          >
            {submitLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
