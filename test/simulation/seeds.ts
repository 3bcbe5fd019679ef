/** Runs the schedules of seeds in this process, and reports. */
import { runSchedule, type Outcome } from './run.ts';
import { scheduleOf } from './schedule.ts';
import { shrink } from './shrink.ts';
import { openStand, type Stand } from './stand.ts';

export interface SeedsOptions {
  url: string;
  seeds: readonly number[];
  twice: boolean;
  keepGoing: boolean;
  trace: boolean;
}

export interface SeedsResult {
  runs: number;
  steps: number;
  failed: string[];
}

const REPORT_EVERY = 100;

export async function runSeeds(options: SeedsOptions): Promise<SeedsResult> {
  const stand = await openStand(options.url);
  // What is made once (GraphQL's schema above all) takes its time.
  await runSchedule(stand, { ...scheduleOf('warm-up'), steps: [] });
  const result: SeedsResult = { runs: 0, steps: 0, failed: [] };
  try {
    for (const seed of options.seeds) {
      const outcome = await runSeed(stand, String(seed), options.twice);
      result.runs += 1;
      result.steps += outcome.steps;
      if (options.trace) console.log(outcome.trace.join('\n'));
      if (outcome.violations.length > 0) {
        result.failed.push(outcome.seed);
        await report(stand, outcome, options.keepGoing);
        if (!options.keepGoing) break;
      }
      if (result.runs % REPORT_EVERY === 0) console.log(`seed ${seed}: ${result.runs} schedules done, ${result.failed.length} failed`);
    }
  } finally {
    await stand.close();
  }
  return result;
}

/** Twice: the same seed must give the same trace. */
export async function runSeed(stand: Stand, seed: string, twice: boolean): Promise<Outcome> {
  const outcome = await runSchedule(stand, scheduleOf(seed));
  if (!twice) return outcome;
  const again = await runSchedule(stand, scheduleOf(seed));
  if (again.traceHash === outcome.traceHash) return outcome;
  const line = outcome.trace.findIndex((each, index) => each !== again.trace[index]);
  const difference = `determinism: the second run differs at line ${line}: ${JSON.stringify(outcome.trace[line])} became ${JSON.stringify(again.trace[line])}`;
  return { ...outcome, violations: [...outcome.violations, difference] };
}

async function report(stand: Stand, outcome: Outcome, brief: boolean): Promise<void> {
  console.log(`seed ${outcome.seed} fails:\n${outcome.violations.map((each) => `  ${each}`).join('\n')}`);
  if (brief) return;
  const smallest = await shrink(stand, scheduleOf(outcome.seed), outcome);
  console.log(`smallest failing schedule, ${smallest.schedule.steps.length} of ${outcome.steps} steps (${smallest.schedule.steps.map(({ id }) => id).join(', ')}):`);
  console.log(smallest.outcome.trace.join('\n'));
}
