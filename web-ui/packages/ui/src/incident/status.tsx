/** Status: an icon and a word, not a hue. Only open is bold, only what is over is muted. */

import { Bell, Check, Eye, Lock, type LucideIcon, Search, Shield } from "lucide-react";
import { useTranslate } from "../i18n/i18n";

export const STATUSES = [
  "open",
  "acknowledged",
  "investigating",
  "mitigated",
  "resolved",
  "closed",
] as const;
export type Status = (typeof STATUSES)[number];

const ICONS: Record<Status, LucideIcon> = {
  open: Bell,
  acknowledged: Eye,
  investigating: Search,
  mitigated: Shield,
  resolved: Check,
  closed: Lock,
};

const LOOKS: Record<Status, string> = {
  open: "font-semibold",
  acknowledged: "",
  investigating: "",
  mitigated: "",
  resolved: "text-ok",
  closed: "text-muted",
};

export function StatusIcon({ status, size = 16 }: { status: Status; size?: number }) {
  const Icon = ICONS[status];
  return <Icon size={size} aria-hidden className="shrink-0" />;
}

export function StatusLabel({ status }: { status: Status }) {
  const t = useTranslate();
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${LOOKS[status]}`}>
      <StatusIcon status={status} size={15} />
      {t(`status.${status}`)}
    </span>
  );
}

export function isActive(status: Status): boolean {
  return status !== "resolved" && status !== "closed";
}
