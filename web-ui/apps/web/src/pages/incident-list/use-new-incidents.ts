/**
 * Incidents that opened since the list was drawn. They come in by themselves while nobody works in
 * the list; otherwise they wait behind a bar, so that no row moves under a finger.
 */

import type { LiveUpdate } from "@platform/api";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Filters, matches } from "../../incidents/filters";
import { listKey } from "../../incidents/queries";
import { useLiveUpdates } from "../../live/live";
import { useMe } from "../../session/session";
import type { IncidentList } from "./use-incident-list";

/** A storm of new incidents asks the server for the list once in this time. */
const REFRESH_MS = 1000;

export interface NewIncidents {
  count: number;
  show(): void;
}

export function useNewIncidents(
  list: IncidentList,
  filters: Filters,
  isIdle: () => boolean,
): NewIncidents {
  const client = useQueryClient();
  const me = useMe()?.person?.id;
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const refresh = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setWaiting(new Set());
      client.invalidateQueries({ queryKey: listKey });
    }, REFRESH_MS);
  }, [client]);

  const known = new Set(list.incidents.map((incident) => incident.id));
  // Older ones than the last row shown belong to a window that is not loaded yet.
  const lastShown = list.hasMore ? (list.incidents.at(-1)?.opened_at ?? "") : "";
  const latest = useRef({ known, filters, me, isIdle, lastShown });
  latest.current = { known, filters, me, isIdle, lastShown };

  useLiveUpdates(
    useCallback(
      (updates: LiveUpdate[]) => {
        const now = latest.current;
        const ids = updates
          .filter((update) => update.topic === "incident" && !now.known.has(update.id))
          .filter((update) => matches(update.patch, now.filters, now.me))
          .filter((update) => String(update.patch.opened_at ?? "") > now.lastShown)
          .map((update) => update.id);
        if (ids.length === 0) return;
        if (now.isIdle()) refresh();
        else setWaiting((held) => new Set([...held, ...ids]));
      },
      [refresh],
    ),
  );

  const count = [...waiting].filter((id) => !known.has(id)).length;
  const show = useCallback(() => {
    setWaiting(new Set());
    client.invalidateQueries({ queryKey: listKey });
    document.getElementById("incident-rows")?.scrollTo({ top: 0 });
  }, [client]);
  return { count, show };
}
