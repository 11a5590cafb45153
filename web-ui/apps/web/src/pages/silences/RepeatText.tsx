/** A repetition in words: "every Saturday, Sunday for 4 h (Europe/Berlin)". */

import { useTranslate } from "@platform/ui";
import { daysOf } from "./matchers";

interface RepeatTextProps {
  rule: string | null | undefined;
  minutes: number | null | undefined;
  zone: string | null | undefined;
}

export function RepeatText({ rule, minutes, zone }: RepeatTextProps) {
  const t = useTranslate();
  if (!rule) return null;
  const days = daysOf(rule)
    ?.map((day) => t(`weekday.${day}`))
    .join(", ");
  const hours = Math.round(((minutes ?? 0) / 60) * 10) / 10;
  return (
    <span className="block">
      {t("silences.repeats", { days: days ?? rule, hours, zone: zone ?? "UTC" })}
    </span>
  );
}
