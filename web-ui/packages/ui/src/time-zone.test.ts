import { describe, expect, it } from "vitest";
import {
  addDays,
  clockChange,
  daysBetween,
  fromWallTime,
  startOfDay,
  toWallTime,
} from "./time-zone";

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

/** Weeks of 2026 in which clocks change, and how long they are. */
const CHANGES = [
  ["Europe/Berlin", "2026-03-23", 167],
  ["Europe/Berlin", "2026-10-19", 169],
  ["America/New_York", "2026-03-02", 167],
  ["America/New_York", "2026-10-26", 169],
  ["Europe/London", "2026-03-23", 167],
  ["Europe/London", "2026-10-19", 169],
  ["Australia/Sydney", "2026-09-28", 167],
  ["Australia/Sydney", "2026-03-30", 169],
  ["America/Santiago", "2026-08-31", 167],
  ["America/Santiago", "2026-03-30", 169],
  ["Australia/Lord_Howe", "2026-09-28", 167.5],
  ["Australia/Lord_Howe", "2026-03-30", 168.5],
] as const;

describe("wall clocks", () => {
  it.each(CHANGES)("a week of %s from %s has %s hours", (zone, monday, hours) => {
    const start = fromWallTime(`${monday}T00:00`, zone);
    const end = addDays(start, 7, zone);
    expect((end - start) / HOUR).toBe(hours);
    expect(clockChange(start, end, zone)?.minutes).toBe((168 - hours) * 60);
  });

  it("a week of Seoul has always 168 hours", () => {
    const start = fromWallTime("2026-10-19T00:00", "Asia/Seoul");
    expect(addDays(start, 7, "Asia/Seoul") - start).toBe(168 * HOUR);
    expect(clockChange(start, addDays(start, 7, "Asia/Seoul"), "Asia/Seoul")).toBeNull();
  });

  it("finds the minute of the change", () => {
    const start = fromWallTime("2026-10-19T00:00", "Europe/Berlin");
    const change = clockChange(start, addDays(start, 7, "Europe/Berlin"), "Europe/Berlin");
    expect(change).toEqual({ at: at("2026-10-25T01:00:00Z"), minutes: -60 });
  });

  it("a skipped time moves behind the change, of a double one the first is meant", () => {
    expect(fromWallTime("2026-03-29T02:30", "Europe/Berlin")).toBe(at("2026-03-29T01:30:00Z"));
    expect(fromWallTime("2026-10-25T02:30", "Europe/Berlin")).toBe(at("2026-10-25T00:30:00Z"));
  });

  it.each(["Asia/Seoul", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "UTC"])(
    "there and back gives the same in %s",
    (zone) => {
      const instant = at("2026-11-21T13:45:00Z");
      expect(fromWallTime(toWallTime(instant, zone), zone)).toBe(instant);
      expect(toWallTime(startOfDay(instant, zone), zone)).toMatch(/T00:00$/);
    },
  );

  it("counts the days of a week with a change as seven", () => {
    const start = fromWallTime("2026-10-19T00:00", "Europe/Berlin");
    expect(daysBetween(start, addDays(start, 7, "Europe/Berlin"), "Europe/Berlin")).toHaveLength(7);
  });
});
