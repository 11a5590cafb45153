/** Changes incidents wherever they are held: in every list and every open page. */

import type { Incident } from "@platform/api";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { detailKey, listKey } from "./queries";

interface IncidentPage {
  items: Incident[];
}

type Change = (incident: Incident) => Incident;

/** Applies `change` to all copies. Copies that it returns unchanged are not rendered again. */
export function updateIncidents(client: QueryClient, change: Change): void {
  client.setQueriesData<InfiniteData<IncidentPage>>({ queryKey: listKey }, (data) => {
    if (!data) return data;
    const pages = data.pages.map((page) => updatePage(page, change));
    return pages.some((page, index) => page !== data.pages[index]) ? { ...data, pages } : data;
  });
  client.setQueriesData<Incident>({ queryKey: detailKey }, (incident) =>
    incident ? change(incident) : incident,
  );
}

function updatePage<T extends IncidentPage>(page: T, change: Change): T {
  const items = page.items.map(change);
  return items.some((item, index) => item !== page.items[index]) ? { ...page, items } : page;
}

/** Any copy of an incident that is held now. */
export function findIncident(client: QueryClient, id: string): Incident | undefined {
  for (const [, incident] of client.getQueriesData<Incident>({ queryKey: detailKey })) {
    if (incident?.id === id) return incident;
  }
  for (const [, data] of client.getQueriesData<InfiniteData<IncidentPage>>({ queryKey: listKey })) {
    const found = data?.pages.flatMap((page) => page.items).find((incident) => incident.id === id);
    if (found) return found;
  }
  return undefined;
}

/** Takes the server's copy, unless a newer one is already shown. */
export function putIncident(client: QueryClient, incident: Incident): void {
  updateIncidents(client, (held) =>
    held.id === incident.id && held.version <= incident.version ? incident : held,
  );
}
