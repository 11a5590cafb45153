/** A zone to choose: typed or picked from all the browser knows. */

import { useId, useState } from "react";
import { useTranslate } from "../i18n/i18n";
import { allZones } from "../time-zone";
import { InputField } from "./fields";

const known = (zone: string) => {
  try {
    return Boolean(zone) && Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
};

interface ZoneFieldProps {
  label: string;
  value: string;
  onChange(zone: string): void;
  error?: string;
  hideLabel?: boolean;
  className?: string;
}

export function ZoneField({ value, onChange, error, ...field }: ZoneFieldProps) {
  const t = useTranslate();
  const list = useId();
  const [typed, setTyped] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    setTyped(value);
  }
  return (
    <>
      <InputField
        {...field}
        value={typed}
        list={list}
        autoComplete="off"
        spellCheck={false}
        error={error ?? (known(typed) ? undefined : t("field.zone.unknown"))}
        onChange={(zone) => {
          setTyped(zone);
          if (known(zone)) onChange(zone);
        }}
      />
      <datalist id={list}>
        {allZones().map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
