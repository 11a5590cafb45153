/** The people of the organisation, for every place where one is chosen. */

import { answerOf, api, type Person } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";

const MOST = 500;

export const peopleDirectoryQuery = queryOptions({
  queryKey: ["people-directory"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/people", { params: { query: { limit: MOST } }, signal })),
  staleTime: 5 * 60_000,
  select: (page): Person[] =>
    page.items
      .filter((person) => person.active)
      .sort((left, right) => left.name.localeCompare(right.name)),
});
