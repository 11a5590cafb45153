/** Severity: a shape, a word and a colour, so that no single one carries the meaning. */

import {
  Circle,
  CircleAlert,
  Info,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
} from "lucide-react";
import { useTranslate } from "../i18n/i18n";

export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

const SHAPES: Record<Severity, LucideIcon> = {
  critical: OctagonAlert,
  high: TriangleAlert,
  medium: CircleAlert,
  low: Info,
  info: Circle,
};

const COLOURS: Record<Severity, string> = {
  critical: "bg-critical-bg text-critical",
  high: "bg-high-bg text-high",
  medium: "bg-medium-bg text-medium",
  low: "bg-low-bg text-low",
  info: "bg-info-bg text-info",
};

/** Solid grounds for where area carries meaning: matrix, heat map, wall. */
export const SEVERITY_FILLS: Record<Severity, string> = {
  critical: "bg-fill-critical text-on-dark-fill",
  high: "bg-fill-high text-on-light-fill",
  medium: "bg-fill-medium text-on-light-fill",
  low: "bg-fill-low text-on-dark-fill",
  info: "bg-fill-info text-on-light-fill",
};

export function SeverityIcon({ severity, size = 16 }: { severity: Severity; size?: number }) {
  const Shape = SHAPES[severity];
  return <Shape size={size} aria-hidden className="shrink-0" />;
}

export function SeverityChip({ severity }: { severity: Severity }) {
  const t = useTranslate();
  return (
    <span
      className={`inline-flex h-6 items-center gap-1 rounded-chip px-1.5 text-xs font-semibold whitespace-nowrap ${COLOURS[severity]}`}
    >
      <SeverityIcon severity={severity} size={14} />
      {t(`severity.${severity}`)}
    </span>
  );
}
