/** Drawing a span on a lane with the mouse: half hours from where it goes down to where it goes up. */

import { type PointerEvent, useRef, useState } from "react";
import type { Range } from "../range";
import { SNAP_MS, snapped } from "./spans";

export interface Span {
  start: number;
  end: number;
}

/** Less is a click. */
const SMALLEST_PX = 5;

/** Touch scrolls the page; on phones the form is the way. */
export function useDrag(range: Range, onDrawn: ((span: Span) => void) | undefined) {
  const [drawn, setDrawn] = useState<Span | null>(null);
  const start = useRef<{ x: number; at: number } | null>(null);

  const instantAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return snapped(range.since + share * (range.until - range.since));
  };
  const spanTo = (at: number, from: number): Span => ({
    start: Math.min(at, from),
    end: Math.max(at, from, Math.min(at, from) + SNAP_MS),
  });

  if (!onDrawn) return { drawn: null, handlers: {} };
  return {
    drawn,
    handlers: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.pointerType === "touch" || event.button !== 0) return;
        start.current = { x: event.clientX, at: instantAt(event) };
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const from = start.current;
        if (!from) return;
        if (!drawn && Math.abs(event.clientX - from.x) < SMALLEST_PX) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrawn(spanTo(instantAt(event), from.at));
      },
      onPointerUp() {
        start.current = null;
        if (!drawn) return;
        setDrawn(null);
        onDrawn(drawn);
      },
      onPointerCancel() {
        start.current = null;
        setDrawn(null);
      },
    },
  };
}
