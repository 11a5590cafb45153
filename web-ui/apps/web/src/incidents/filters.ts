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

export const FiltersSchema = v.object({
  status: wordList(STATUSES),
  severity: wordList(SEVERITIES),
  service: text,
  environment: text,
  team: text,
  assignee: text,
  q: text,
});

export type Filters = v.InferOutput<typeof FiltersSchema>;

/** Without a status in the address the list shows what still needs work. */
export const ACTIVE: readonly Status[] = ["open", "acknowledged", "investigating", "mitigated"];

export const NO_FILTERS: Filters = {};

export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

/** Whether an incident that was just opened belongs into the list. `me` is the own person id. */
export function matches(incident: Partial<Incident>, filters: Filters, me?: string): boolean {
  const { status = ACTIVE, severity, service, environment, team, assignee, q } = filters;
  const person = assignee === "me" ? me : assignee;
  const needle = q?.toLowerCase();
  return (
    (!incident.status || status.includes(incident.status)) &&
    (!severity || !incident.severity || severity.includes(incident.severity)) &&
    (!service || incident.service === service) &&
    (!environment || incident.environment === environment) &&
    (!team || incident.team === team) &&
    (!person || incident.assignee?.id === person) &&
    (!needle || (incident.title ?? "").toLowerCase().includes(needle))
  );
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
  { id: "resolved", filters: { status: ["resolved", "closed"] } },
];

export function sameFilters(left: Filters, right: Filters): boolean {
  const keys = Object.keys(FiltersSchema.entries) as (keyof Filters)[];
  return keys.every((key) => String(left[key] ?? "") === String(right[key] ?? ""));
}
