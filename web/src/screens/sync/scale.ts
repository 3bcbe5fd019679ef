/** Where a chart's lines of reference stand. Numbers in, numbers out: nothing here draws. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps between times that people count in, in seconds. */
const TIME_STEPS = [5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY];

/** Round values from zero up to `high`, about `count` of them: steps of 1, 2 or 5 by powers of ten, never below `least`. */
export function valueTicks(high: number, count: number, least: number): number[] {
  const rough = Math.max(high / count, least);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  return Array.from({ length: Math.floor(high / step) + 1 }, (_, index) => index * step);
}

/** Round times of the reader's zone between two times, at most `count`; all in seconds since 1970. */
export function timeTicks(from: number, to: number, count: number): { ticks: number[]; byDay: boolean } {
  const step = TIME_STEPS.find((one) => (to - from) / one <= count) ?? TIME_STEPS.at(-1) ?? DAY;
  const midnight = new Date(from * 1000);
  midnight.setHours(0, 0, 0, 0);
  const ticks: number[] = [];
  // Through the calendar, because a day is not always 24 hours long.
  for (let index = 0, at = 0; at <= to; index += 1) {
    const passed = index * step;
    at = new Date(midnight).setHours(24 * Math.floor(passed / DAY), 0, passed % DAY) / 1000;
    if (at >= from && at <= to) ticks.push(at);
  }
  return { ticks, byDay: step >= DAY };
}
