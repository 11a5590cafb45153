/** What the list shows. Filters live in the address, so that a view can be shared and kept. */

import type { Incident } from "@platform/api";
import { SEVERITIES, STATUSES, type Status } from "@platform/ui";
import * as v from "valibot";

/** A comma list in the address; unknown words are dropped, so that an old link still works. */
function wordList<const T extends string>(words: readonly T[]) {
  const known = (text: string): text is T => (words as readonly string[]).includes(text);
  return v.fallback(
    v.optional(
      v.pipe(
        v.union([v.string(), v.array(v.string())]),
        v.transform((value) => {
          const list = (Array.isArray(value) ? value : value.split(",")).filter(known);
          return list.length > 0 ? list : undefined;
        }),
      ),
    ),
    undefined,
  );
}

const text = v.fallback(v.optional(v.pipe(v.string(), v.maxLength(200))), undefined);

/** How far back an incident may have been opened, by the word in the address. */
export const RANGES = ["1h", "24h", "7d", "30d", "90d"] as const;
export type Range = (typeof RANGES)[number];
const HOUR_MS = 3_600_000;
const HOURS: Record<Range, number> = { "1h": 1, "24h": 24, "7d": 168, "30d": 720, "90d": 2160 };

/** `name=value` pairs, all of which an incident must have. */
const labels = v.fallback(
  v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.string())]),
      v.transform((value) => {
        const list = Array.isArray(value) ? value : value.split(",");
        const pairs = list.filter((each) => /^[^=]+=/.test(each)).slice(0, 20);
        return pairs.length > 0 ? pairs : undefined;
      }),
    ),
  ),
  undefined,
);

/** A day on the wall clock of the reader: `2026-11-21`. */
const day = v.fallback(v.optional(v.pipe(v.string(), v.isoDate())), undefined);

export const FiltersSchema = v.object({
  status: wordList(STATUSES),
  severity: wordList(SEVERITIES),
  service: text,
  environment: text,
  team: text,
  assignee: text,
  label: labels,
  range: v.fallback(v.optional(v.picklist(RANGES)), undefined),
  from: day,
  to: day,
  q: text,
});

export type Filters = v.InferOutput<typeof FiltersSchema>;

/** Without a status in the address the list shows what still needs work. */
export const ACTIVE: readonly Status[] = ["open", "acknowledged", "investigating", "mitigated"];

/** Words that the server resolves; anything else in `assignee` is a person's id. */
const OWNER_WORDS = ["my_teams", "nobody"];

/** The filters in the words of the API. `me` is the person behind `assignee=me`. */
export function toQuery(filters: Filters, me: string | undefined) {
  const {
    status = ACTIVE,
    severity,
    service,
    environment,
    team,
    assignee,
    label,
    range,
    q,
  } = filters;
  const isWord = assignee !== undefined && OWNER_WORDS.includes(assignee);
  return {
    status: [...status],
    severity,
    service: service ? [service] : undefined,
    environment: environment ? [environment] : undefined,
    team: team ? [team] : undefined,
    owner: isWord ? assignee : undefined,
    assignee: isWord ? undefined : assignee === "me" ? me : assignee,
    label,
    since: filters.from ? midnight(filters.from) : range ? startOf(range) : undefined,
    until: filters.to ? midnight(filters.to, 1) : undefined,
    q,
  };
}

/** To the minute, so that a list asked for twice in a moment is the same list. */
function startOf(range: Range): string {
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  return new Date(minute - HOURS[range] * HOUR_MS).toISOString();
}

/** The beginning of a day here; `after` days later. */
function midnight(text: string, after = 0): string {
  const date = new Date(`${text}T00:00`);
  date.setDate(date.getDate() + after);
  return date.toISOString();
}

/** The address parameters of an API list or file with these filters. */
export function toParameters(filters: Filters, me: string | undefined): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(toQuery(filters, me))) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) parameters.append(name, each);
    }
  }
  return parameters;
}

export const NO_FILTERS: Filters = {};

export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

/** Whether an incident that was just opened belongs into the list. `me` is the own person id. */
export function matches(incident: Partial<Incident>, filters: Filters, me?: string): boolean {
  const { status = ACTIVE, severity, service, environment, team, assignee, label, q } = filters;
  const isWord = assignee !== undefined && OWNER_WORDS.includes(assignee);
  const person = isWord ? undefined : assignee === "me" ? me : assignee;
  const needle = q?.toLowerCase();
  return (
    (!incident.status || status.includes(incident.status)) &&
    (!severity || !incident.severity || severity.includes(incident.severity)) &&
    (!service || incident.service === service) &&
    (!environment || incident.environment === environment) &&
    (!team || incident.team === team) &&
    (!person || incident.assignee?.id === person) &&
    (assignee !== "nobody" || !incident.assignee) &&
    (!label || label.every((pair) => hasLabel(incident, pair))) &&
    (!needle || (incident.title ?? "").toLowerCase().includes(needle))
  );
}

function hasLabel(incident: Partial<Incident>, pair: string): boolean {
  const at = pair.indexOf("=");
  return incident.labels?.[pair.slice(0, at)] === pair.slice(at + 1);
}

export interface View {
  id: string;
  filters: Filters;
}

/** The views of the navigation; each is only an address. */
export const VIEWS: readonly View[] = [
  { id: "active", filters: {} },
  { id: "unacknowledged", filters: { status: ["open"] } },
  { id: "critical", filters: { severity: ["critical"] } },
  { id: "mine", filters: { assignee: "me" } },
];

export function sameFilters(left: Filters, right: Filters): boolean {
  const keys = Object.keys(FiltersSchema.entries) as (keyof Filters)[];
  return keys.every((key) => String(left[key] ?? "") === String(right[key] ?? ""));
}
