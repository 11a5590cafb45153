/** How people are told: their rules and addresses, the channels, recipients, and what was sent. */

import { answerOf, api, type Delivery, type Schemas } from "@platform/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

export type Channel = Schemas["Channel"];
export type ChannelState = Schemas["ChannelState"];
export type ContactMethod = Schemas["ContactMethod"];
export type RuleStep = Schemas["RuleStep"];
export type NotificationRules = Schemas["NotificationRules"];

export const channelsKey = ["channels"] as const;
export const methodsKey = ["contact-methods"] as const;
export const rulesKey = ["notification-rules"] as const;
export const recipientsKey = ["recipients"] as const;
export const logKey = ["delivery-log"] as const;

export const channelsQuery = queryOptions({
  queryKey: channelsKey,
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/channels", { signal })),
  select: (page) => page.items,
});

export function methodsQuery(person: string) {
  return queryOptions({
    queryKey: [...methodsKey, person],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/contact-methods", { params: { query: { person_id: person } }, signal }),
      ),
    select: (page) => page.items,
  });
}

export function rulesQuery(person: string) {
  return queryOptions({
    queryKey: [...rulesKey, person],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/notification-rules/{person_id}", {
          params: { path: { person_id: person } },
          signal,
        }),
      ),
  });
}

export function recipientsQuery(page: number) {
  return queryOptions({
    queryKey: [...recipientsKey, "list", page],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/recipients", { params: { query: { page } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function sentMailsQuery(page: number) {
  return queryOptions({
    queryKey: [...recipientsKey, "history", page],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/recipients/history", { params: { query: { page } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export interface LogFilter {
  person?: string;
  channel?: Channel;
  state?: Delivery["state"];
}

const LOG_SIZE = 50;

export function logQuery({ person, channel, state }: LogFilter) {
  return infiniteQueryOptions({
    queryKey: [...logKey, person, channel, state],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET("/api/v1/deliveries", {
          params: {
            query: { person_id: person, channel, state, cursor: pageParam, limit: LOG_SIZE },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: 15_000,
  });
}
