/** The filters; each lives in the address. */

import type { Schemas } from "@platform/api";
import { SEVERITIES, SeverityChip, STATUSES, StatusLabel, useTranslate } from "@platform/ui";
import { FilterMenu } from "@platform/ui/filter-menu";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { type Filters, isFiltered, NO_FILTERS, RANGES, type Range } from "../../incidents/filters";
import { facetsQuery } from "../../incidents/queries";
import { useMe } from "../../session/session";

const TYPING_MS = 250;

type Facet = Schemas["FacetCount"];

const OWNERS = ["me", "my_teams", "nobody"] as const;

/** The values the server counts, with the chosen one even when it has no rows now. */
function counted(facets: readonly Facet[] | undefined, chosen: string | undefined) {
  const counts = new Map<string, number | undefined>();
  for (const { value, count } of facets ?? []) if (value) counts.set(value, count);
  if (chosen && !counts.has(chosen)) counts.set(chosen, undefined);
  return [...counts].map(([value, count]) => ({
    value,
    label: value,
    content: <Counted count={count}>{value}</Counted>,
  }));
}

function Counted({ count, children }: { count: number | undefined; children: ReactNode }) {
  return (
    <>
      <span className="min-w-0 flex-1">{children}</span>
      {count !== undefined && <span className="pl-3 text-muted tabular">{count}</span>}
    </>
  );
}

interface FilterBarProps {
  filters: Filters;
  /** What the page shows without a filter, where that is not what still needs work. */
  counting?: Filters;
}

export function FilterBar({ filters, counting = filters }: FilterBarProps) {
  const t = useTranslate();
  const navigate = useNavigate();
  const me = useMe()?.person?.id;
  const { data: facets } = useQuery(facetsQuery(counting, me));
  const change = (next: Partial<Filters>) =>
    navigate({ to: ".", search: { ...filters, ...next }, replace: true });
  const orNothing = <T,>(list: T[]) => (list.length > 0 ? list : undefined);
  const countOf = (list: readonly Facet[] | undefined, value: string) =>
    list?.find((facet) => facet.value === value)?.count;

  return (
    <search className="flex min-w-0 flex-wrap items-center gap-2 narrow:-mx-4 narrow:w-[calc(100%+2rem)] narrow:flex-nowrap narrow:overflow-x-auto narrow:px-4">
      <SearchBox text={filters.q} onSearch={(q) => change({ q: q || undefined })} />
      <FilterMenu
        label={t("filter.severity")}
        options={SEVERITIES.map((value) => ({
          value,
          label: t(`severity.${value}`),
          content: (
            <Counted count={countOf(facets?.severity, value)}>
              <SeverityChip severity={value} />
            </Counted>
          ),
        }))}
        selected={filters.severity ?? []}
        onChange={(severity) => change({ severity: orNothing(severity) })}
      />
      <FilterMenu
        label={t("filter.status")}
        options={STATUSES.map((value) => ({
          value,
          label: t(`status.${value}`),
          content: (
            <Counted count={countOf(facets?.status, value)}>
              <StatusLabel status={value} />
            </Counted>
          ),
        }))}
        selected={filters.status ?? []}
        onChange={(status) => change({ status: orNothing(status) })}
      />
      <FilterMenu
        label={t("filter.service")}
        multiple={false}
        options={counted(facets?.service, filters.service)}
        selected={filters.service ? [filters.service] : []}
        onChange={([service]) => change({ service })}
      />
      <FilterMenu
        label={t("filter.environment")}
        multiple={false}
        options={counted(facets?.environment, filters.environment)}
        selected={filters.environment ? [filters.environment] : []}
        onChange={([environment]) => change({ environment })}
      />
      <FilterMenu
        label={t("filter.team")}
        multiple={false}
        options={counted(facets?.team, filters.team)}
        selected={filters.team ? [filters.team] : []}
        onChange={([team]) => change({ team })}
      />
      <FilterMenu
        label={t("filter.owner")}
        multiple={false}
        options={OWNERS.map((value) => ({ value, label: t(`filter.owner.${value}`) }))}
        selected={OWNERS.filter((value) => value === filters.assignee)}
        onChange={([assignee]) => change({ assignee })}
      />
      <FilterMenu<Range>
        label={t("filter.range")}
        multiple={false}
        options={RANGES.map((value) => ({ value, label: t(`filter.range.${value}`) }))}
        selected={filters.range ? [filters.range] : []}
        onChange={([range]) => change({ range })}
      />
      <LabelFilter labels={filters.label ?? []} onChange={(label) => change({ label })} />
      {isFiltered(filters) && (
        <button
          type="button"
          onClick={() => navigate({ to: ".", search: NO_FILTERS, replace: true })}
          className="inline-flex min-h-8 shrink-0 cursor-pointer items-center gap-1 rounded-control px-2 text-muted hover:bg-hover hover:text-text narrow:min-h-11"
        >
          <X size={15} aria-hidden />
          {t("filter.clear")}
        </button>
      )}
    </search>
  );
}

interface LabelFilterProps {
  labels: readonly string[];
  onChange(labels: string[] | undefined): void;
}

/** Chosen labels as chips, and a field for one more: `name=value`, Enter. */
function LabelFilter({ labels, onChange }: LabelFilterProps) {
  const t = useTranslate();
  const [typed, setTyped] = useState("");
  const isPair = /^[^=,]+=[^,]+$/.test(typed.trim());
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!isPair) return;
    onChange([...new Set([...labels, typed.trim()])]);
    setTyped("");
  };
  const without = (label: string) => {
    const rest = labels.filter((each) => each !== label);
    onChange(rest.length > 0 ? rest : undefined);
  };
  return (
    <>
      {labels.map((label) => (
        <button
          key={label}
          type="button"
          onClick={() => without(label)}
          aria-label={t("filter.label.remove", { label })}
          className="inline-flex min-h-8 shrink-0 cursor-pointer items-center gap-1 rounded-control bg-accent-tint px-2 font-mono text-xs hover:bg-hover narrow:min-h-11"
        >
          {label}
          <X size={13} aria-hidden />
        </button>
      ))}
      <form onSubmit={add} className="shrink-0">
        <input
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          aria-label={t("filter.label")}
          placeholder={t("filter.label.placeholder")}
          className="h-8 w-36 rounded-control border border-line-strong bg-bg px-2.5 narrow:h-11"
        />
      </form>
    </>
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
