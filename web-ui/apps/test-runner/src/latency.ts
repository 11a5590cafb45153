/** A latency in the unit that is read fastest: "34 ms", "1.2 s". */

import type { Translate } from "@platform/ui";

export function latencyText(milliseconds: number, t: Translate): string {
  if (milliseconds < 1000) return t("latency.ms", { ms: Math.round(milliseconds) });
  return t("latency.s", { s: (milliseconds / 1000).toFixed(1) });
}
