/** The catalogue of services. */

import { answerOf, api, type Schemas } from "@platform/api";
import { queryOptions } from "@tanstack/react-query";

export type CatalogService = Schemas["CatalogService"];

export const servicesKey = ["services"] as const;

export const servicesQuery = queryOptions({
  queryKey: [...servicesKey, "all"],
  queryFn: async ({ signal }) => {
    const services: CatalogService[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 200, cursor };
      const page = await answerOf(api.GET("/api/v1/services", { params: { query }, signal }));
      services.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return services;
  },
  staleTime: 30_000,
});

export function serviceQuery(slug: string) {
  return queryOptions({
    queryKey: [...servicesKey, slug, "definition"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/services/{slug}", { params: { path: { slug } }, signal })),
  });
}

const CHANGES = 200;

/** What was deployed or switched lately, the newest first; of all services without a slug. */
export function changesQuery(slug?: string) {
  return queryOptions({
    queryKey: ["changes", slug ?? "all"],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/changes", {
          params: {
            query: { service: slug ? [slug] : undefined, limit: slug ? 20 : CHANGES },
          },
          signal,
        }),
      ),
    select: (page) => page.items,
  });
}
