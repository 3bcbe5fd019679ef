/** Percentiles of values that come counted, from low to high. */

/** @param counted ascending; @returns the smallest value that `share` (0 to 1) of them do not exceed; null of none */
export function percentile(counted: readonly { value: number; count: number }[], share: number): number | null {
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  let left = Math.ceil(total * share);
  for (const { value, count } of counted) {
    left -= count;
    if (left <= 0) return value;
  }
  return null;
}
