/** When a layer is on: always, or in daily or weekly windows. */

import { Button, IconButton, useTranslate } from "@platform/ui";
import { InputField, SelectField } from "@platform/ui/fields";
import { Plus, X } from "lucide-react";
import { type Restriction, WEEKDAYS, type Weekday } from "./draft";

interface RestrictionsProps {
  restrictions: readonly Restriction[];
  error?: string;
  onChange(restrictions: Restriction[]): void;
}

const NEW: Restriction = { type: "daily", start: "09:00", end: "17:00", days: null };

export function Restrictions({ restrictions, error, onChange }: RestrictionsProps) {
  const t = useTranslate();
  const replace = (index: number, next: Restriction) =>
    onChange(restrictions.map((each, place) => (place === index ? next : each)));
  return (
    <div className="border-t border-line px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <p className="font-medium">{t("oncall.editor.windows")}</p>
        <Button tone="quiet" icon={Plus} onPress={() => onChange([...restrictions, NEW])}>
          {t("oncall.editor.window.add")}
        </Button>
      </div>
      {restrictions.length === 0 && <p className="text-muted">{t("oncall.editor.windows.none")}</p>}
      {restrictions.map((restriction, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity
          key={index}
          className="mt-2 flex items-start gap-2 rounded-control bg-surface p-2.5"
        >
          <div className="grid min-w-0 flex-1 gap-2">
            <SelectField
              label={t("oncall.editor.window.kind")}
              hideLabel
              value={restriction.type}
              onChange={(type) =>
                replace(
                  index,
                  type === "daily"
                    ? NEW
                    : {
                        type: "weekly",
                        start_day: "FR",
                        start: "17:00",
                        end_day: "MO",
                        end: "09:00",
                      },
                )
              }
              options={[
                { value: "daily", label: t("oncall.editor.window.daily") },
                { value: "weekly", label: t("oncall.editor.window.weekly") },
              ]}
            />
            <Window restriction={restriction} onChange={(next) => replace(index, next)} />
          </div>
          <IconButton
            label={t("oncall.editor.window.remove")}
            icon={X}
            onPress={() => onChange(restrictions.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      {error && (
        <p role="alert" className="mt-1 text-critical">
          {error}
        </p>
      )}
    </div>
  );
}

interface WindowProps {
  restriction: Restriction;
  onChange(next: Restriction): void;
}

function Window({ restriction, onChange }: WindowProps) {
  const t = useTranslate();
  const days = WEEKDAYS.map((value) => ({ value, label: t(`weekday.${value}`) }));
  const times = (
    <>
      <InputField
        label={t("oncall.editor.window.from")}
        type="time"
        value={restriction.start.slice(0, 5)}
        onChange={(start) => onChange({ ...restriction, start })}
      />
      <InputField
        label={t("oncall.editor.window.to")}
        type="time"
        value={restriction.end.slice(0, 5)}
        onChange={(end) => onChange({ ...restriction, end })}
      />
    </>
  );
  if (restriction.type === "weekly") {
    return (
      <div className="grid grid-cols-2 gap-2">
        <SelectField
          label={t("oncall.editor.window.start-day")}
          value={restriction.start_day}
          onChange={(day) => onChange({ ...restriction, start_day: day as Weekday })}
          options={days}
        />
        <SelectField
          label={t("oncall.editor.window.end-day")}
          value={restriction.end_day}
          onChange={(day) => onChange({ ...restriction, end_day: day as Weekday })}
          options={days}
        />
        {times}
      </div>
    );
  }
  const chosen = restriction.days ?? WEEKDAYS;
  const toggle = (day: Weekday) => {
    const next = WEEKDAYS.filter((each) => chosen.includes(each) !== (each === day));
    onChange({ ...restriction, days: next.length === WEEKDAYS.length ? null : next });
  };
  return (
    <>
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">{t("oncall.editor.window.days")}</legend>
        {days.map(({ value, label }) => (
          <label
            key={value}
            className="flex min-h-8 min-w-10 cursor-pointer items-center justify-center rounded-control border border-line bg-bg px-2 text-muted has-checked:border-accent has-checked:bg-accent-tint has-checked:font-medium has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-focus narrow:min-h-11"
          >
            <input
              type="checkbox"
              className="sr-only"
              aria-label={label}
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
            />
            <span aria-hidden>{t(`weekday.short.${value}`)}</span>
          </label>
        ))}
      </fieldset>
      <div className="grid grid-cols-2 gap-2">{times}</div>
    </>
  );
}
