/** The rows. Only what is in view is in the document, so 10,000 incidents scroll like 50. */

import { useNarrow, useTranslate } from "@platform/ui";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { useDensity } from "./density";
import { COLUMNS, IncidentRow } from "./IncidentRow";
import type { IncidentList } from "./use-incident-list";
import type { Selection } from "./use-selection";

const ROW = 40;
const NARROW_ROW = 68;
/** The next window is asked for when this many rows are left. */
const AHEAD = 30;

const COMPACT_ROW = 32;

const HEADER_LOOK: Record<string, string> = {
  owner: "max-xl:hidden",
  age: "text-right",
  activity: "text-right max-2xl:hidden",
};
const HEADERS = [
  "select",
  "severity",
  "number",
  "title",
  "service",
  "status",
  "owner",
  "due",
  "age",
  "activity",
];

interface IncidentTableProps {
  list: IncidentList;
  selection: Selection;
}

export function IncidentTable({ list, selection }: IncidentTableProps) {
  const t = useTranslate();
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  const isCompact = useDensity() === "compact";
  const height = isNarrow ? NARROW_ROW : isCompact ? COMPACT_ROW : ROW;
  const { cursor, selected, toggle, moveTo } = selection;
  const { incidents, loadMore } = list;

  const rows = useVirtualizer({
    count: incidents.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    // The row with the focus stays in the document, or the keyboard would lose its place.
    rangeExtractor: useCallback(
      (range: Range) => {
        const indexes = defaultRangeExtractor(range);
        if (cursor < 0 || indexes.includes(cursor)) return indexes;
        return [...indexes, cursor].sort((left, right) => left - right);
      },
      [cursor],
    ),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measures again when the row height changes
  useEffect(() => rows.measure(), [height]);

  const lastShown = rows.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown > incidents.length - AHEAD) loadMore();
  }, [lastShown, incidents.length, loadMore]);

  useEffect(() => {
    if (cursor < 0) return;
    rows.scrollToIndex(cursor);
    scroller.current
      ?.querySelector<HTMLElement>(`[data-index="${cursor}"] a`)
      ?.focus({ preventScroll: true });
  }, [cursor, rows]);

  return (
    <div
      id="incident-rows"
      ref={scroller}
      onScroll={(event) => selection.setScrolled(event.currentTarget.scrollTop > ROW)}
      className="relative min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]"
    >
      <div
        role="table"
        aria-label={t("shell.incidents")}
        aria-rowcount={(list.total ?? incidents.length) + 1}
      >
        <div
          role="rowgroup"
          className="sticky top-0 z-10 border-b border-line bg-surface narrow:sr-only"
        >
          <div
            role="row"
            aria-rowindex={1}
            className={`${COLUMNS} h-8 text-xs font-medium text-muted`}
          >
            {HEADERS.map((column) => (
              <span key={column} role="columnheader" className={HEADER_LOOK[column]}>
                {column === "select" ? (
                  <span className="sr-only">{t("column.select")}</span>
                ) : (
                  t(`column.${column}`)
                )}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const incident = incidents[row.index];
            return (
              incident && (
                <IncidentRow
                  key={incident.id}
                  incident={incident}
                  index={row.index}
                  top={row.start}
                  height={height}
                  isCurrent={row.index === cursor}
                  isSelected={selected.has(incident.id)}
                  onToggle={toggle}
                  onFocus={moveTo}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}
