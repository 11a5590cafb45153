/** Adds a schedule or a person to a level. */

import { useTranslate } from "@platform/ui";
import { SelectField } from "@platform/ui/fields";
import { useTargetOptions } from "./use-targets";

interface TargetPickerProps {
  taken: readonly string[];
  error?: string;
  onPick(key: string): void;
}

export function TargetPicker({ taken, error, onPick }: TargetPickerProps) {
  const t = useTranslate();
  const { schedules, people } = useTargetOptions();
  const free = [
    ...schedules.map((option) => ({
      ...option,
      label: t("policies.target.schedule", { name: option.label }),
    })),
    ...people,
  ].filter(({ value }) => !taken.includes(value));
  return (
    <SelectField
      label={t("policies.target.add")}
      hideLabel
      value=""
      placeholder={t("policies.target.add")}
      options={free}
      onChange={(key) => key && onPick(key)}
      error={error}
    />
  );
}
