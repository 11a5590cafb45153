/** Whether the page follows live changes: a dot and a word. */

import { useTranslate } from "@platform/ui";
import { useLiveState } from "../live/live";

const DOTS = { live: "bg-ok", connecting: "border-2 border-line-strong", lost: "bg-medium" };

export function LiveDot() {
  const t = useTranslate();
  const state = useLiveState();
  return (
    <span className="flex shrink-0 items-center gap-2 pr-3 text-muted">
      <span aria-hidden className={`size-2 rounded-full ${DOTS[state]}`} />
      {t(`live.${state}`)}
    </span>
  );
}
