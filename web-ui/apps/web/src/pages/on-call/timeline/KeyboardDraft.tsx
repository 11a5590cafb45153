/** A new override drawn with the keyboard: arrows move it, Shift and arrows resize it, Enter takes it. */

import { serverNow, useLanguage, useTranslate } from "@platform/ui";
import { zonedMoment } from "@platform/ui/time-zone";
import { Plus } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { DrawnSpan, type LaneFrame } from "./Lane";
import { SNAP_MS } from "./spans";
import type { Span } from "./use-drag";

const FIRST_LENGTH_MS = 4 * 3_600_000;

interface KeyboardDraftProps {
  frame: LaneFrame;
  onTaken(span: Span): void;
}

export function KeyboardDraft({ frame, onTaken }: KeyboardDraftProps) {
  const t = useTranslate();
  const language = useLanguage();
  const [isFocused, setFocused] = useState(false);
  const [span, setSpan] = useState<Span | null>(null);
  const shown = span ?? firstSpan(frame);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: SNAP_MS, ArrowLeft: -SNAP_MS }[event.key];
    if (!step) return;
    event.preventDefault();
    setSpan({
      start: event.shiftKey ? shown.start : shown.start + step,
      end: Math.max(shown.start + SNAP_MS, shown.end + step),
    });
  };

  return (
    <>
      <button
        type="button"
        aria-label={t("oncall.draft", {
          from: zonedMoment(shown.start, frame.zone, language),
          to: zonedMoment(shown.end, frame.zone, language),
        })}
        aria-description={t("oncall.draft.keys")}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onClick={() => onTaken(shown)}
        className="absolute top-1/2 right-1 z-20 flex size-7 -translate-y-1/2 cursor-pointer items-center justify-center rounded-control text-muted hover:bg-hover hover:text-text narrow:hidden"
      >
        <Plus size={16} aria-hidden />
      </button>
      {isFocused && <DrawnSpan span={shown} frame={frame} label={t("oncall.drag.new")} />}
    </>
  );
}

/** From the next half hour on, or from the beginning of what is in sight. */
function firstSpan({ range }: LaneFrame): Span {
  const soon = Math.ceil(serverNow() / SNAP_MS) * SNAP_MS;
  const start = soon >= range.since && soon < range.until ? soon : range.since;
  return { start, end: start + FIRST_LENGTH_MS };
}
