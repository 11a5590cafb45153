/** Round steps for an axis that begins at nothing. */

const STEPS = [1, 2, 2.5, 5, 10];
/** Times are read in minutes and hours, so their steps are those of a clock. */
const CLOCK_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
  172_800, 345_600, 604_800,
];

/** Ticks from 0 to at least `most`, about four of them. `clock`: the values are seconds. */
export function ticksUpTo(most: number, clock = false): number[] {
  const wanted = Math.max(most, clock ? 1 : 4) / 4;
  const size = 10 ** Math.floor(Math.log10(wanted));
  const round = (STEPS.find((step) => step * size >= wanted) ?? 10) * size;
  const step = (clock && CLOCK_STEPS.find((each) => each >= wanted)) || round;
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
