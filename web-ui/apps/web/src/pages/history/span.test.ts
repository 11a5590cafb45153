import { describe, expect, it } from "vitest";
import { piecesOf, shownSpan } from "./span";

describe("the band of time", () => {
  it("shows a year until something is chosen", () => {
    expect(shownSpan({}, "2026-11-21")).toEqual({ from: "2025-11-22", to: "2026-11-21" });
    expect(shownSpan({ from: "2026-11-01" }, "2026-11-21").from).toBe("2026-11-01");
  });

  it("is cut into days, weeks or four weeks, and the last piece is whole", () => {
    const year = piecesOf({ from: "2025-11-22", to: "2026-11-21" }, []);
    expect(year).toHaveLength(14);
    expect(year.at(-1)).toMatchObject({ from: "2026-10-25", to: "2026-11-21" });
    expect(year[0]).toMatchObject({ from: "2025-11-22", to: "2025-11-22" });
    expect(piecesOf({ from: "2026-10-25", to: "2026-11-21" }, [])).toHaveLength(28);
    expect(piecesOf({ from: "2026-09-01", to: "2026-11-21" }, [])).toHaveLength(12);
  });

  it("counts each day in its piece, also over a change of the clock", () => {
    const days = [
      { day: "2026-10-24", opened: 1 },
      { day: "2026-10-25", opened: 2 },
      { day: "2026-10-26", opened: 4 },
    ];
    const pieces = piecesOf({ from: "2026-10-24", to: "2026-10-26" }, days);
    expect(pieces.map((piece) => piece.count)).toEqual([1, 2, 4]);
  });
});
