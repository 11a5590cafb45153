/** Chooses a person of the organisation. */

import type { PersonRef } from "@platform/api";
import { useTranslate } from "@platform/ui";
import { SelectField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { peopleDirectoryQuery } from "./people";

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
  const { data = [], isError } = useQuery(peopleDirectoryQuery);
  const offered = data.filter((each) => !except.includes(each.id));
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
