/** Which part of time, drawn how, on whose clock. */

import { Button, IconButton, useLanguage, useTranslate } from "@platform/ui";
import { Segments, SelectField } from "@platform/ui/fields";
import { clockChange, localZone, zonedDays, zonedMoment, zonedText } from "@platform/ui/time-zone";
import { ZoneField } from "@platform/ui/zone-field";
import { ChevronLeft, ChevronRight, Clock } from "lucide-react";
import { useMe } from "../../session/session";
import { hoursOf, type Range } from "./range";
import { type RangeSearch, VIEWS, type View } from "./search";

interface RangeBarProps {
  range: Range;
  view: View;
  zone: string;
  scheduleZone: string;
  search: RangeSearch;
  onChange(next: RangeSearch): void;
  onMove(step: -1 | 1): void;
}

export function RangeBar(props: RangeBarProps) {
  const { range, view, zone, search, onChange, onMove } = props;
  const t = useTranslate();
  const language = useLanguage();
  const text =
    view === "month"
      ? zonedText(range.since, zone, language, { month: "long", year: "numeric" })
      : zonedDays(range.since, range.until - 1, zone, language);
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="flex items-center gap-1">
        <IconButton
          label={t("oncall.range.previous")}
          icon={ChevronLeft}
          commandId="oncall-previous"
          onPress={() => onMove(-1)}
        />
        <Button commandId="oncall-today" onPress={() => onChange({ ...search, from: undefined })}>
          {t("oncall.today")}
        </Button>
        <IconButton
          label={t("oncall.range.next")}
          icon={ChevronRight}
          commandId="oncall-next"
          onPress={() => onMove(1)}
        />
      </div>
      <p aria-live="polite" className="tabular min-w-44 flex-1 text-base font-semibold">
        {text}
      </p>
      <Segments
        label={t("oncall.view")}
        value={view}
        onChange={(next) => onChange({ ...search, view: next })}
        options={VIEWS.map((value) => ({ value, label: t(`oncall.view.${value}`) }))}
        className="narrow:w-full"
      />
      <ZoneChoice {...props} />
      <ClockChangeNote range={range} zone={zone} />
    </div>
  );
}

const OTHER = "other";

function ZoneChoice({ zone, scheduleZone, search, onChange }: RangeBarProps) {
  const t = useTranslate();
  const mine = useMe()?.person?.timezone ?? localZone();
  const choice = search.zone ?? "mine";
  const isNamed = choice === "mine" || choice === "schedule" || choice === "UTC";
  const choose = (next: string) =>
    onChange({ ...search, zone: next === "mine" ? undefined : next === OTHER ? zone : next });
  return (
    <div className="flex min-w-0 gap-2 narrow:w-full">
      <SelectField
        label={t("oncall.zone")}
        hideLabel
        value={isNamed ? choice : OTHER}
        onChange={choose}
        className="w-60 narrow:w-auto narrow:flex-1"
        options={[
          { value: "mine", label: t("oncall.zone.mine", { zone: mine }) },
          { value: "schedule", label: t("oncall.zone.schedule", { zone: scheduleZone }) },
          { value: "UTC", label: "UTC" },
          { value: OTHER, label: t("oncall.zone.other") },
        ]}
      />
      {!isNamed && (
        <ZoneField
          label={t("oncall.zone.name")}
          hideLabel
          value={zone}
          onChange={choose}
          className="w-44 narrow:flex-1"
        />
      )}
    </div>
  );
}

/** Says that clocks change within the range, and how long it therefore is. */
function ClockChangeNote({ range, zone }: { range: Range; zone: string }) {
  const t = useTranslate();
  const language = useLanguage();
  const change = clockChange(range.since, range.until, zone);
  if (!change) return null;
  const way = change.minutes > 0 ? "forward" : "back";
  return (
    <p role="note" className="flex w-full items-center gap-2 text-medium">
      <Clock size={16} aria-hidden className="shrink-0" />
      {t(`oncall.clocks.${way}`, {
        at: zonedMoment(change.at, zone, language),
        minutes: Math.abs(change.minutes),
        hours: hoursOf(range),
        zone,
      })}
    </p>
  );
}
