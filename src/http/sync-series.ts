/** From counted rows of the sync log to what a chart draws. */
import { percentile } from '../core/percentiles.ts';
import { RANGES, type Range, type SeriesMark } from '../store/sync-series.ts';
import { latencyOf } from '../store/sync-sums.ts';
import type { SeriesShape, SeriesStepShape } from './trpc/health-shapes.ts';

type Sum = Omit<SeriesStepShape, 'at'>;

/** Every step of the range in order, also those in which nothing happened; and their sum. */
export function toSeries(range: Range, marks: readonly SeriesMark[], now: number): SeriesShape {
  const { seconds, step } = RANGES[range];
  const last = Math.floor(now / 1000 / step) * step;
  const byStep = Map.groupBy(marks, ({ at }) => at);
  const ats = Array.from({ length: seconds / step }, (_, index) => last - (seconds / step - 1 - index) * step);
  return { range, step, total: sumOf(marks), steps: ats.map((at) => ({ at, ...sumOf(byStep.get(at) ?? []) })) };
}

function sumOf(marks: readonly SeriesMark[]): Sum {
  const sum = { count: 0, pushes: 0, errors: 0 };
  const latencies = new Map<number, number>();
  for (const { mark, count, pushes, errors } of marks) {
    sum.count += count;
    sum.pushes += pushes;
    sum.errors += errors;
    const latency = latencyOf(mark);
    if (latency !== null) latencies.set(latency, (latencies.get(latency) ?? 0) + count);
  }
  const counted = [...latencies].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value);
  return { ...sum, p50: percentile(counted, 0.5), p95: percentile(counted, 0.95) };
}
