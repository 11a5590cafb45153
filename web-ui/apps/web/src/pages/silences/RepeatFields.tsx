/** Repeating every week on some days: which, for how long, on whose clock. */

import { useTranslate } from "@platform/ui";
import { CheckField, InputField } from "@platform/ui/fields";
import { ZoneField } from "@platform/ui/zone-field";
import type { Day } from "./matchers";

export interface Repeat {
  days: Day[];
  hours: string;
  zone: string;
}

const DAYS: readonly Day[] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

interface RepeatFieldsProps {
  repeat: Repeat | null;
  zone: string;
  onChange(repeat: Repeat | null): void;
}

export function RepeatFields({ repeat, zone, onChange }: RepeatFieldsProps) {
  const t = useTranslate();
  return (
    <div>
      <CheckField
        label={t("silences.repeat")}
        isSelected={repeat !== null}
        onChange={(on) => onChange(on ? { days: ["SA", "SU"], hours: "4", zone } : null)}
      />
      {repeat && (
        <div className="mt-1 grid gap-3 sm:grid-cols-2">
          <fieldset className="flex flex-wrap gap-1 sm:col-span-2">
            <legend className="sr-only">{t("oncall.editor.window.days")}</legend>
            {DAYS.map((day) => (
              <label
                key={day}
                className="flex min-h-8 min-w-10 cursor-pointer items-center justify-center rounded-control border border-line bg-bg px-2 text-muted has-checked:border-accent has-checked:bg-accent-tint has-checked:font-medium has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-focus narrow:min-h-11"
              >
                <input
                  type="checkbox"
                  className="sr-only"
                  aria-label={t(`weekday.${day}`)}
                  checked={repeat.days.includes(day)}
                  onChange={(event) =>
                    onChange({
                      ...repeat,
                      days: DAYS.filter((each) =>
                        each === day ? event.target.checked : repeat.days.includes(each),
                      ),
                    })
                  }
                />
                <span aria-hidden>{t(`weekday.short.${day}`)}</span>
              </label>
            ))}
          </fieldset>
          <InputField
            label={t("silences.repeat.hours")}
            type="number"
            min={0.5}
            max={168}
            step={0.5}
            value={repeat.hours}
            onChange={(hours) => onChange({ ...repeat, hours })}
          />
          <ZoneField
            label={t("oncall.zone")}
            value={repeat.zone}
            onChange={(next) => onChange({ ...repeat, zone: next })}
          />
        </div>
      )}
    </div>
  );
}
