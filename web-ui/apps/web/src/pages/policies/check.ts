/** Whether every level of a policy can reach somebody, asked before it is saved. */

import { answerOf, api } from "@platform/api";
import type { QueryClient } from "@tanstack/react-query";
import { gapsQuery } from "../on-call/queries";
import { type Draft, namedTwice } from "./draft";
import { reachabilityQuery, type Target } from "./queries";

export type Warning =
  | { kind: "unreachable"; level: number }
  | { kind: "gap"; level: number; schedule: string }
  | { kind: "twice"; person: string };

/** Whether somebody of a target can be told now. A service that does not answer is no warning. */
async function reaches(client: QueryClient, target: Target): Promise<boolean> {
  try {
    if (target.person) {
      return (await client.fetchQuery(reachabilityQuery(target.person))).reachable;
    }
    const now = new Date();
    const final = await answerOf(
      api.GET("/api/v1/schedules/{slug}/final", {
        params: {
          path: { slug: target.schedule ?? "" },
          query: {
            since: now.toISOString(),
            until: new Date(now.getTime() + 60_000).toISOString(),
          },
        },
      }),
    );
    const people = final.shifts.flatMap((shift) => shift.people);
    const found = await Promise.all(
      people.map(({ id }) => client.fetchQuery(reachabilityQuery(id))),
    );
    return found.some(({ reachable }) => reachable);
  } catch {
    return true;
  }
}

export async function warningsOf(client: QueryClient, draft: Draft): Promise<Warning[]> {
  const ofLevels = await Promise.all(
    draft.levels.map(async ({ targets }, index): Promise<Warning[]> => {
      const level = index + 1;
      const reached = await Promise.all(targets.map((target) => reaches(client, target)));
      const gaps = await Promise.all(
        targets.map(async ({ schedule }): Promise<Warning | null> => {
          if (!schedule) return null;
          const found = await client.fetchQuery(gapsQuery(schedule)).catch(() => []);
          return found.length > 0 ? { kind: "gap", level, schedule } : null;
        }),
      );
      return [
        ...(reached.some(Boolean) ? [] : [{ kind: "unreachable" as const, level }]),
        ...gaps.filter((warning) => warning !== null),
      ];
    }),
  );
  const twice = namedTwice(draft.levels).map((person) => ({ kind: "twice" as const, person }));
  return [...ofLevels.flat(), ...twice];
}
