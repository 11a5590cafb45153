/** Chooses a person of the organisation. */

import type { PersonRef } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { SelectField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { peopleQuery } from "./directory/queries";

interface PersonFieldProps {
  label: string;
  person: PersonRef | null;
  onChange(person: PersonRef | null): void;
  /** Not offered: who is chosen already. */
  except?: readonly string[];
  required?: boolean;
}

export function PersonField({ label, person, onChange, except = [], required }: PersonFieldProps) {
  const t = useTranslate();
  const { data = [], isError } = useQuery(peopleQuery);
  const offered = data
    .filter((each) => each.active && !except.includes(each.id))
    .sort((left, right) => left.name.localeCompare(right.name));
  const choose = (id: string) => {
    const chosen = data.find((each) => each.id === id);
    onChange(chosen ? { id: chosen.id, name: chosen.name, email: chosen.email } : null);
  };
  return (
    <SelectField
      label={label}
      value={person?.id ?? ""}
      placeholder={t("person.choose")}
      options={offered.map((each) => ({ value: each.id, label: each.name }))}
      onChange={choose}
      required={required}
      error={isError ? t("person.unavailable") : undefined}
    />
  );
}
