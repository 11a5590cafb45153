/** Warns when nobody is on call at some time of the next four weeks. */

import { useLanguage, useTranslate } from "@platform/ui";
import { zonedMoment } from "@platform/ui/time-zone";
import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { gapsQuery, type Schedule } from "./queries";

const HOUR = 3_600_000;

export function GapsNote({ schedule, zone }: { schedule: Schedule; zone: string }) {
  const t = useTranslate();
  const language = useLanguage();
  const { data } = useQuery(gapsQuery(schedule.slug));
  const first = data?.[0];
  if (!first) return null;
  const hours = data.reduce(
    (sum, gap) => sum + (Date.parse(gap.end) - Date.parse(gap.start)) / HOUR,
    0,
  );
  return (
    <p
      role="note"
      className="mb-3 flex items-start gap-2 rounded-control bg-critical-bg px-3 py-2 text-critical"
    >
      <TriangleAlert size={18} aria-hidden className="mt-px shrink-0" />
      {t("oncall.gaps", {
        count: data.length,
        hours: Math.round(hours * 10) / 10,
        at: zonedMoment(Date.parse(first.start), zone, language),
      })}
    </p>
  );
}
