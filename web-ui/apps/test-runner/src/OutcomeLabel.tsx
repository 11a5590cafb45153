/** What became of an alert: an icon and a word. */

import { useTranslate } from "@platform/ui";
import {
  CircleCheck,
  CircleDashed,
  CirclePlus,
  CircleX,
  CopyCheck,
  type LucideIcon,
  Merge,
} from "lucide-react";
import type { Outcome } from "./api";

const ICONS: Record<Outcome, LucideIcon> = {
  pending: CircleDashed,
  new: CirclePlus,
  existing: Merge,
  deduplicated: CopyCheck,
  none: CircleCheck,
  refused: CircleX,
};

export function OutcomeLabel({ outcome }: { outcome: Outcome }) {
  const t = useTranslate();
  const Icon = ICONS[outcome];
  return (
    <span
      className={`inline-flex items-center gap-1.5 font-medium ${outcome === "refused" ? "text-critical" : "text-ok"}`}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      {t(`outcome.${outcome}`)}
    </span>
  );
}
