/** A text to take along: an address, a key. */

import { IconButton, showToast, useTranslate } from "@platform/ui";
import { Copy } from "lucide-react";

export function CopyField({ label, value }: { label: string; value: string }) {
  const t = useTranslate();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      showToast({ tone: "success", message: t("copy.done") });
    } catch {
      // On plain http there is no clipboard: the field is selected as a whole instead.
      showToast({ tone: "info", message: t("copy.by-hand") });
    }
  };
  return (
    <div className="flex items-center gap-1 rounded-control border border-line bg-surface pl-2.5">
      <input
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        className="h-9 min-w-0 flex-1 bg-transparent font-mono text-xs narrow:h-11"
      />
      <IconButton label={t("copy.label", { what: label })} icon={Copy} onPress={copy} />
    </div>
  );
}
