/** The median; NaN of nothing. */
export function median(numbers: readonly number[] = []): number {
  return percentile(numbers, 0.5);
}

/** Nearest-rank percentile, `share` from 0 to 1; NaN of nothing. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}
