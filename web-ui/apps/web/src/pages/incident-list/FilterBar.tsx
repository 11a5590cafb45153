/** The filters; each lives in the address. */

import type { Incident } from "@platform/api";
import { SEVERITIES, SeverityChip, STATUSES, StatusLabel, useTranslate } from "@platform/ui";
import { FilterMenu } from "@platform/ui/filter-menu";
import { useNavigate } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type Filters, isFiltered, NO_FILTERS } from "../../incidents/filters";

const TYPING_MS = 250;

interface FilterBarProps {
  filters: Filters;
  incidents: readonly Incident[];
}

/** The values seen in the list, with the chosen one even when it has no rows now. */
function seen(values: (string | null | undefined)[], chosen: string | undefined) {
  const words = new Set([...values, chosen].filter((value) => typeof value === "string"));
  return [...words].sort().map((value) => ({ value, label: value }));
}

export function FilterBar({ filters, incidents }: FilterBarProps) {
  const t = useTranslate();
  const navigate = useNavigate();
  const change = (next: Partial<Filters>) =>
    navigate({ to: "/incidents", search: { ...filters, ...next }, replace: true });
  const orNothing = <T,>(list: T[]) => (list.length > 0 ? list : undefined);

  return (
    <search className="ml-auto flex min-w-0 items-center gap-2 narrow:-mx-4 narrow:w-[calc(100%+2rem)] narrow:overflow-x-auto narrow:px-4">
      <SearchBox text={filters.q} onSearch={(q) => change({ q: q || undefined })} />
      <FilterMenu
        label={t("filter.severity")}
        options={SEVERITIES.map((value) => ({
          value,
          label: t(`severity.${value}`),
          content: <SeverityChip severity={value} />,
        }))}
        selected={filters.severity ?? []}
        onChange={(severity) => change({ severity: orNothing(severity) })}
      />
      <FilterMenu
        label={t("filter.status")}
        options={STATUSES.map((value) => ({
          value,
          label: t(`status.${value}`),
          content: <StatusLabel status={value} />,
        }))}
        selected={filters.status ?? []}
        onChange={(status) => change({ status: orNothing(status) })}
      />
      <FilterMenu
        label={t("filter.service")}
        multiple={false}
        options={seen(
          incidents.map((incident) => incident.service),
          filters.service,
        )}
        selected={filters.service ? [filters.service] : []}
        onChange={([service]) => change({ service })}
      />
      <FilterMenu
        label={t("filter.environment")}
        multiple={false}
        options={seen(
          incidents.map((incident) => incident.environment),
          filters.environment,
        )}
        selected={filters.environment ? [filters.environment] : []}
        onChange={([environment]) => change({ environment })}
      />
      {isFiltered(filters) && (
        <button
          type="button"
          onClick={() => navigate({ to: "/incidents", search: NO_FILTERS, replace: true })}
          className="inline-flex min-h-8 shrink-0 cursor-pointer items-center gap-1 rounded-control px-2 text-muted hover:bg-hover hover:text-text narrow:min-h-11"
        >
          <X size={15} aria-hidden />
          {t("filter.clear")}
        </button>
      )}
    </search>
  );
}

function SearchBox({ text = "", onSearch }: { text?: string; onSearch: (text: string) => void }) {
  const t = useTranslate();
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address may change without typing: Back, a view, "clear".
  useEffect(() => setTyped(text), [text]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const type = (next: string) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next.trim()), TYPING_MS);
  };

  return (
    <label className="relative flex shrink-0 items-center">
      <span className="sr-only">{t("filter.search")}</span>
      <Search size={15} aria-hidden className="pointer-events-none absolute left-2.5 text-muted" />
      <input
        id="list-search"
        type="search"
        value={typed}
        onChange={(event) => type(event.target.value)}
        placeholder={t("filter.search")}
        className="h-8 w-44 rounded-control border border-line-strong bg-bg pr-2 pl-8 xl:w-56 narrow:h-11 narrow:w-40"
      />
    </label>
  );
}
