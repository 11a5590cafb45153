import { beforeAll, describe, expect, it } from "vitest";
import { setLanguage, startLanguage, translate } from "./i18n";
import { durationText, shortDurationText } from "./time";

beforeAll(() => startLanguage());

describe("a duration", () => {
  it.each([
    [0, "0 s"],
    [59.9, "59 s"],
    [192, "3 min 12 s"],
    [3600 * 2 + 5 * 60 + 40, "2 h 5 min"],
    [86_400 * 4 + 3 * 3600, "4 d 3 h"],
  ])("of %d s reads %s", (seconds, text) => {
    expect(durationText(seconds, translate)).toBe(text);
  });

  it("never runs backwards when the clocks disagree", () => {
    expect(durationText(-5, translate)).toBe("0 s");
  });

  it("has one unit in dense lists", () => {
    expect(shortDurationText(3 * 3600 + 59 * 60, translate)).toBe("3 h");
  });

  it("reads Korean in Korean", async () => {
    await setLanguage("ko");
    expect(durationText(192, translate)).toBe("3분 12초");
    await setLanguage("en");
  });
});
