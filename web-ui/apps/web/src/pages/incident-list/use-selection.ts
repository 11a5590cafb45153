/** Which row the keyboard is on, and which rows are ticked. */

import type { Incident } from "@platform/api";
import { useCallback, useMemo, useRef, useState } from "react";
import { type Filters, sameFilters } from "../../incidents/filters";

export interface Selection {
  incidents: readonly Incident[];
  selected: ReadonlySet<string>;
  /** The ticked incidents, or the one under the cursor. */
  targets: Incident[];
  ticked: Incident[];
  /** Everything that matches the filters, also what is not loaded. */
  allMatching: boolean;
  selectAllMatching(): void;
  cursor: number;
  /** Nothing ticked, no cursor, not scrolled: the list may change under the eyes. */
  isIdle(): boolean;
  setScrolled(scrolled: boolean): void;
  moveTo(index: number): void;
  toggle(id: string): void;
  extendTo(index: number): void;
  selectAll(): void;
  clear(): void;
}

export function useSelection(incidents: readonly Incident[], filters: Filters): Selection {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [allMatching, setAllMatching] = useState(false);
  const [cursorId, setCursorId] = useState<string | null>(null);
  const scrolled = useRef(false);

  const shownFilters = useRef(filters);
  if (!sameFilters(shownFilters.current, filters)) {
    shownFilters.current = filters;
    setSelected(new Set());
    setAllMatching(false);
    setCursorId(null);
  }

  const cursor = incidents.findIndex((incident) => incident.id === cursorId);
  const ticked = useMemo(
    () => incidents.filter((incident) => selected.has(incident.id)),
    [incidents, selected],
  );
  const current = incidents[cursor];

  const toggle = useCallback((id: string) => {
    setAllMatching(false);
    setSelected((held) => {
      const next = new Set(held);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);

  const rows = useRef(incidents);
  rows.current = incidents;
  const idOf = useCallback((index: number) => {
    const last = rows.current.length - 1;
    return rows.current[Math.max(0, Math.min(index, last))]?.id;
  }, []);
  const moveTo = useCallback((index: number) => setCursorId(idOf(index) ?? null), [idOf]);

  return {
    incidents,
    selected,
    ticked,
    allMatching,
    selectAllMatching: () => {
      setSelected(new Set(incidents.map((incident) => incident.id)));
      setAllMatching(true);
    },
    targets: ticked.length > 0 ? ticked : current ? [current] : [],
    cursor,
    isIdle: () => selected.size === 0 && cursorId === null && !scrolled.current,
    setScrolled(next) {
      scrolled.current = next;
    },
    moveTo,
    toggle,
    extendTo(index) {
      const ids = [cursorId, idOf(index)].filter((id) => typeof id === "string");
      setSelected((held) => new Set([...held, ...ids]));
      setCursorId(idOf(index) ?? null);
    },
    selectAll: () => setSelected(new Set(incidents.map((incident) => incident.id))),
    clear: () => {
      setSelected(new Set());
      setAllMatching(false);
    },
  };
}
