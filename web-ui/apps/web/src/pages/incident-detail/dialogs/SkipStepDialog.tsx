/** Why a step of a runbook is left out. */

import { Button, useTranslate } from "@platform/ui";
import { Dialog } from "@platform/ui/dialog";
import { TextAreaField } from "@platform/ui/fields";
import { type FormEvent, useState } from "react";

interface SkipStepDialogProps {
  title: string;
  onClose(): void;
  onSkip(reason: string): void;
}

export default function SkipStepDialog({ title, onClose, onSkip }: SkipStepDialogProps) {
  const t = useTranslate();
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSkip(reason.trim());
    onClose();
  };
  return (
    <Dialog title={t("runbook.skip.title")} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p>{title}</p>
        <TextAreaField
          label={t("runbook.skip.reason")}
          value={reason}
          onChange={setReason}
          required
          maxLength={2000}
        />
        <div className="flex justify-end">
          <Button type="submit" tone="primary" isDisabled={!reason.trim()}>
            {t("runbook.skip.do")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
