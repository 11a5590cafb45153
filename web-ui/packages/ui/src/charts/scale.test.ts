import { describe, expect, it } from "vitest";
import { ticksUpTo } from "./scale";

describe("the ticks of an axis", () => {
  it.each([
    [7, [0, 2, 4, 6, 8]],
    [100, [0, 25, 50, 75, 100]],
    [3, [0, 1, 2, 3]],
  ])("are round and reach %s", (most, ticks) => {
    expect(ticksUpTo(most)).toEqual(ticks);
  });

  it("are minutes and hours where times are drawn", () => {
    expect(ticksUpTo(3000, true)).toEqual([0, 900, 1800, 2700, 3600]);
  });

  it("exist when there is nothing to draw", () => {
    expect(ticksUpTo(0).length).toBeGreaterThan(1);
  });
});
