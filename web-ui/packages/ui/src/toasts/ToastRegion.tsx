/** Where messages appear: read out politely, errors at once. Hover or focus keeps one on screen. */

import { CircleCheck, CircleX, Info, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "../components/Button";
import { useTranslate } from "../i18n/i18n";
import { dismissToast, shownFor, type Toast, useToasts } from "./store";

const ICONS = { info: Info, success: CircleCheck, error: CircleX };
const TONES = { info: "text-low", success: "text-ok", error: "text-critical" };

export function ToastRegion() {
  const t = useTranslate();
  const toasts = useToasts();
  return (
    <section
      aria-label={t("toast.region")}
      data-print="hide"
      className="pointer-events-none fixed right-0 bottom-16 z-50 flex w-full max-w-md flex-col gap-2 px-4 narrow:bottom-36 narrow:max-w-none"
    >
      <div role="status" className="contents">
        {toasts
          .filter((toast) => toast.tone !== "error")
          .map((toast) => (
            <ToastCard key={toast.id} toast={toast} />
          ))}
      </div>
      <div role="alert" className="contents">
        {toasts
          .filter((toast) => toast.tone === "error")
          .map((toast) => (
            <ToastCard key={toast.id} toast={toast} />
          ))}
      </div>
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const t = useTranslate();
  const [held, setHeld] = useState(false);
  const Icon = ICONS[toast.tone];

  useEffect(() => {
    const milliseconds = shownFor(toast);
    if (held || milliseconds === undefined) return;
    const timer = setTimeout(() => dismissToast(toast.id), milliseconds);
    return () => clearTimeout(timer);
  }, [toast, held]);

  const act = () => {
    dismissToast(toast.id);
    toast.action?.run();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the message while it is read
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-full items-center gap-3 rounded-card border border-line bg-raised py-2 pr-2 pl-4 shadow-xl"
    >
      <Icon size={18} aria-hidden className={`shrink-0 ${TONES[toast.tone]}`} />
      <p className="min-w-0 flex-1 py-1">{toast.message}</p>
      {toast.action && (
        <Button tone="quiet" onPress={act} commandId="undo">
          {toast.action.label}
        </Button>
      )}
      <IconButton label={t("toast.dismiss")} icon={X} onPress={() => dismissToast(toast.id)} />
    </div>
  );
}
