/** Saved views: filters with a name, of a person or a team. */

import { answerOf, api, type Schemas } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";
import { ACTIVE, type Filters, toQuery } from "./filters";

export type SavedView = Schemas["View"];

export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/views", { signal })),
  staleTime: 60_000,
});

/** The filters of a view, as they stand in the address. `me` is the own person id. */
export function fromView({ filter }: SavedView, me: string | undefined): Filters {
  const status = filter.status ?? [];
  const isActive = status.length === ACTIVE.length && ACTIVE.every((each) => status.includes(each));
  const owner = filter.assignee === me ? "me" : filter.assignee;
  const some = <T>(list: T[] | undefined) => (list && list.length > 0 ? list : undefined);
  return {
    status: isActive ? undefined : some(status),
    severity: some(filter.severity),
    service: filter.service?.[0],
    environment: filter.environment?.[0],
    team: filter.team?.[0],
    assignee: owner ?? filter.owner ?? undefined,
    label: some(filter.label),
    q: filter.q ?? undefined,
  };
}

export interface NewView {
  name: string;
  team: string | null;
  isDefault: boolean;
}

/** The range is left out: it moves with the time, a view stands still. */
export function saveView(id: string, filters: Filters, view: NewView, me: string | undefined) {
  const still = { ...filters, range: undefined, from: undefined, to: undefined };
  const { since: _since, until: _until, ...query } = toQuery(still, me);
  return answerOf(
    api.PUT("/api/v1/views/{view_id}", {
      params: { path: { view_id: id } },
      body: {
        name: view.name,
        team: view.team,
        is_default: view.isDefault,
        filter: query as Schemas["IncidentFilter"],
      },
    }),
  );
}

export function deleteView(id: string) {
  return answerOf(api.DELETE("/api/v1/views/{view_id}", { params: { path: { view_id: id } } }));
}
