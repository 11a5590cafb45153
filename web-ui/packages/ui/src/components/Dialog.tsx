/** A modal dialog with a title and a close button; Escape and a press outside close it. */

import clsx from "clsx";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { useTranslate } from "../i18n/i18n";
import { IconButton } from "./Button";

interface DialogProps {
  title: string;
  onClose(): void;
  width?: "normal" | "wide";
  children: ReactNode;
}

export function Dialog({ title, onClose, width = "normal", children }: DialogProps) {
  const t = useTranslate();
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-40 flex items-center justify-center bg-scrim p-4"
    >
      <Modal
        className={clsx(
          "flex max-h-full w-full flex-col rounded-card border border-line bg-raised shadow-2xl",
          width === "wide" ? "max-w-3xl" : "max-w-md",
        )}
      >
        <AriaDialog className="flex min-h-0 flex-col outline-none">
          <header className="flex items-center justify-between gap-4 border-b border-line py-2 pr-2 pl-5">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={t("dialog.close")} icon={X} onPress={onClose} />
          </header>
          <div className="min-h-0 overflow-y-auto p-5">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
