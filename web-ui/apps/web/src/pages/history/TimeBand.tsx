/** Bars over time; a press on one looks into it. */

import { useLanguage, useTranslate } from "@platform/ui";
import { useMemo } from "react";
import { type Piece, piecesOf, type Span } from "./span";

interface TimeBandProps {
  days: readonly { day: string; opened: number }[];
  span: Span;
  onZoom(span: Span): void;
}

export function TimeBand({ days, span, onZoom }: TimeBandProps) {
  const t = useTranslate();
  const language = useLanguage();
  const pieces = useMemo(() => piecesOf(span, days), [span, days]);
  const most = Math.max(1, ...pieces.map((piece) => piece.count));
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  const date = (day: string) => format.format(new Date(`${day}T00:00:00Z`));
  const name = (piece: Piece) =>
    piece.from === piece.to
      ? date(piece.from)
      : t("history.span", { from: date(piece.from), to: date(piece.to) });
  return (
    <section aria-label={t("history.band")}>
      <div className="flex h-16 items-end gap-px overflow-x-auto">
        {pieces.map((piece) => (
          <button
            key={piece.from}
            type="button"
            disabled={piece.from === piece.to && span.from === span.to}
            onClick={() => onZoom({ from: piece.from, to: piece.to })}
            title={`${name(piece)}: ${t("list.count", { count: piece.count })}`}
            aria-label={`${name(piece)}: ${t("list.count", { count: piece.count })}`}
            className="group flex h-full min-w-6 flex-1 cursor-pointer items-end"
          >
            <span
              style={{ height: `${piece.count === 0 ? 4 : 8 + (piece.count / most) * 92}%` }}
              className={`w-full rounded-t-chip group-hover:brightness-110 ${piece.count === 0 ? "bg-line" : "bg-accent"}`}
            />
          </button>
        ))}
      </div>
      <p className="mt-1 flex justify-between text-xs text-muted">
        <span>{date(span.from)}</span>
        <span>{date(span.to)}</span>
      </p>
    </section>
  );
}
