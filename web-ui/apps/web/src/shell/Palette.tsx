/** The command palette with incidents among its results. */

import { SeverityChip } from "@platform/ui";
import CommandPalette, { type PaletteResult } from "@platform/ui/command-palette";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { incidentSearchQuery } from "../incidents/queries";

/** "42", "#42" or "INC-42" is a number. */
const NUMBER = /^(?:inc-|#)?(\d+)$/i;

export default function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const number = NUMBER.exec(query)?.[1];
  const text = useDeferredValue(number ? "" : query);
  const { data } = useQuery(incidentSearchQuery(text));

  const open = (incident: string) => () =>
    navigate({ to: "/incidents/$number", params: { number: incident } });

  const results: PaletteResult[] = number
    ? [{ id: `open-${number}`, label: `INC-${number}`, run: open(number) }]
    : (data?.items ?? []).map((incident) => ({
        id: incident.id,
        label: `INC-${incident.number} ${incident.title}`,
        detail: <SeverityChip severity={incident.severity} />,
        run: open(String(incident.number)),
      }));

  return (
    <CommandPalette onClose={onClose} onQuery={setQuery} results={text || number ? results : []} />
  );
}
