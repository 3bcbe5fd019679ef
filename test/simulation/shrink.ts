/** Takes steps out of a failing schedule for as long as it still fails. */
import type { Outcome, Surroundings } from './run.ts';
import { runSchedule } from './run.ts';
import type { Schedule, Step } from './schedule.ts';

const kindOf = (violation: string | undefined): string => violation?.split(':')[0] ?? '';

/**
 * Removes ever smaller groups of steps (Zeller's ddmin, without its complements).
 * @param most how many runs it may take
 */
export async function shrink(surroundings: Surroundings, schedule: Schedule, failed: Outcome, most = 250): Promise<{ schedule: Schedule; outcome: Outcome }> {
  let best = { schedule, outcome: failed };
  let runs = 0;
  for (let size = Math.ceil(schedule.steps.length / 2); size >= 1 && runs < most; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let start = 0;
    while (start < best.schedule.steps.length && runs < most) {
      const steps: Step[] = best.schedule.steps.toSpliced(start, size);
      const candidate = { ...schedule, steps };
      const outcome = await runSchedule(surroundings, candidate);
      runs += 1;
      if (kindOf(outcome.violations[0]) === kindOf(failed.violations[0])) best = { schedule: candidate, outcome };
      else start += size;
    }
  }
  return best;
}
