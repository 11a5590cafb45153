/** Chooses another incident by its number or by words of its title. */

import type { Incident } from "@platform/api";
import { SeverityChip, StatusLabel, useTranslate } from "@platform/ui";
import { InputField } from "@platform/ui/fields";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { incidentQuery, incidentSearchQuery } from "./queries";

/** "42", "#42" or "INC-42" is a number. */
const NUMBER = /^(?:inc-|#)?(\d+)$/i;

interface IncidentFieldProps {
  label: string;
  chosen: Incident | null;
  onChange(incident: Incident | null): void;
  except: readonly string[];
}

export function IncidentField({ label, chosen, onChange, except }: IncidentFieldProps) {
  const t = useTranslate();
  const [text, setText] = useState("");
  const typed = useDeferredValue(text.trim());
  const number = NUMBER.exec(typed)?.[1];
  const one = useQuery({ ...incidentQuery(number ?? ""), enabled: Boolean(number) });
  const found = useQuery(incidentSearchQuery(number ? "" : typed));
  const offered = (number ? (one.data ? [one.data] : []) : (found.data?.items ?? [])).filter(
    (incident) => !except.includes(incident.id),
  );
  const isUnknown =
    typed.length > 1 && offered.length === 0 && !one.isFetching && !found.isFetching;
  return (
    <div className="flex flex-col gap-2">
      <InputField
        label={label}
        value={text}
        onChange={(next) => {
          setText(next);
          onChange(null);
        }}
        placeholder={t("incident.choose")}
        autoComplete="off"
      />
      <div role="radiogroup" aria-label={label} className="flex flex-col gap-1">
        {offered.map((incident) => (
          <label
            key={incident.id}
            className="flex min-h-10 cursor-pointer items-center gap-2.5 rounded-control border border-line px-2.5 has-checked:border-accent has-checked:bg-accent-tint narrow:min-h-11"
          >
            <input
              type="radio"
              name="incident"
              checked={chosen?.id === incident.id}
              onChange={() => onChange(incident)}
              className="accent-accent"
            />
            <SeverityChip severity={incident.severity} />
            <span className="min-w-0 flex-1 truncate">
              INC-{incident.number} {incident.title}
            </span>
            <StatusLabel status={incident.status} />
          </label>
        ))}
      </div>
      {isUnknown && <p className="text-muted">{t("incident.choose.none")}</p>}
    </div>
  );
}
