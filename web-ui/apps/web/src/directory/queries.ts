/** People and teams: asked for once, used by every form that names somebody. */

import { answerOf, api, type Schemas } from "@platform/api";
import { queryOptions, useQuery } from "@tanstack/react-query";

export type Person = Schemas["Person"];
export type Team = Schemas["Team"];

const MOST = 200;

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) => {
    const people: Person[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: MOST, cursor };
      const page = await answerOf(api.GET("/api/v1/people", { params: { query }, signal }));
      people.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return people;
  },
  staleTime: 60_000,
});

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/teams", { params: { query: { limit: MOST } }, signal })),
  select: (page) => page.items,
  staleTime: 60_000,
});

/** Everybody, by id. Empty until it is known. */
export function usePeople(): ReadonlyMap<string, Person> {
  const { data } = useQuery({ ...peopleQuery, select: byId });
  return data ?? NOBODY;
}

const NOBODY: ReadonlyMap<string, Person> = new Map();
const byId = (people: readonly Person[]) => new Map(people.map((person) => [person.id, person]));

/** Active people to choose from, by name. */
export function personOptions(people: ReadonlyMap<string, Person>) {
  return [...people.values()]
    .filter((person) => person.active)
    .sort((left, right) => left.name.localeCompare(right.name))
    .map((person) => ({ value: person.id, label: person.name }));
}

export function teamOptions(teams: readonly Team[] | undefined) {
  return (teams ?? []).map((team) => ({ value: team.slug, label: team.name }));
}
