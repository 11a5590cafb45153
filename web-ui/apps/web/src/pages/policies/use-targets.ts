/** Whom a level can name: schedules and people. */

import { useQuery } from "@tanstack/react-query";
import { personOptions, usePeople } from "../../directory/queries";
import { schedulesQuery } from "../on-call/queries";
import { targetKey } from "./draft";
import type { Target } from "./queries";

export function useTargetName(): (target: Target) => string {
  const people = usePeople();
  const { data: schedules } = useQuery(schedulesQuery);
  return ({ person, schedule }) =>
    person
      ? (people.get(person)?.name ?? "…")
      : (schedules?.find(({ slug }) => slug === schedule)?.name ?? schedule ?? "…");
}

/** Schedules first: people change, rotations stay. */
export function useTargetOptions() {
  const people = usePeople();
  const { data: schedules } = useQuery(schedulesQuery);
  return {
    schedules: (schedules ?? []).map(({ slug, name }) => ({
      value: targetKey({ schedule: slug }),
      label: name,
    })),
    people: personOptions(people).map(({ value, label }) => ({
      value: targetKey({ person: value }),
      label,
    })),
  };
}
