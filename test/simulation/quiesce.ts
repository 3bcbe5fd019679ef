/** What everything comes to once nothing new happens: all work is done, what was lost on the way is found again. */
import { checkAgreement } from './check-agreement.ts';
import { checkRest } from './check-rest.ts';
import { receive } from './deliver.ts';
import { gatherFacts } from './facts.ts';
import type { SimProcess } from './process.ts';
import type { Sim } from './run.ts';
import { installAgain } from './upheaval.ts';
import { TO_THE_END } from './tasks.ts';
import { runJob } from './work.ts';

/** More jobs than this after the last event means that it does not end. */
const MOST_JOBS = 600;
/** The same of looks by jobs that wait: a verification looks ten times a second, for up to half a minute, whether an edit is on its way. */
const MOST_LOOKS = 6000;

/** Runs parked tasks and jobs, in order, until nothing is left; time moves on to what waits. */
export async function runAll(sim: Sim): Promise<void> {
  const { tasks, queue } = sim;
  for (let count = 0, looks = 0; ; count += 1) {
    if (sim.violations.length > 0) return;
    if (count - looks > MOST_JOBS) return sim.violate(`termination: still at work after ${MOST_JOBS} jobs`);
    if (looks > MOST_LOOKS) return sim.violate(`termination: ${tasks.parked().map(({ name }) => name).join(', ')} still waits after ${MOST_LOOKS} looks`);
    const parked = tasks.parked().find(({ asleep }) => asleep === null);
    if (parked) {
      sim.note(`  ${parked.name} goes on`);
      await tasks.resume(parked, TO_THE_END);
      continue;
    }
    const [job] = queue.due();
    if (job) {
      await runJob(sim, sim.processes[count % sim.processes.length] as SimProcess, job, TO_THE_END);
      continue;
    }
    const [sleeping] = tasks.parked();
    if (sleeping) {
      looks += 1;
      await sim.advance(sleeping.asleep ?? 0);
      await tasks.resume(sleeping, TO_THE_END);
      continue;
    }
    const wait = queue.nextDue();
    if (wait === null) return;
    await sim.advance(Math.max(1, wait));
  }
}

export async function quiesce(sim: Sim): Promise<void> {
  sim.note('no more events');
  installAgain(sim);
  await settle(sim);
  if (sim.undisturbed) await judgeAgreement(sim);
  if (sim.undisturbed) return;
  // What the first round makes reachable again, the second reads.
  for (let round = 1; round <= (sim.upheavals ? 2 : 1); round += 1) {
    await heal(sim);
    await settle(sim);
  }
}

/** Where every delivery came, jobs alone bring the sides in step. */
async function judgeAgreement(sim: Sim): Promise<void> {
  await checkRest(sim);
  checkAgreement(sim, await gatherFacts(sim));
}

/** Everything on its way arrives. */
export async function settle(sim: Sim): Promise<void> {
  const { pending } = sim.github.world.dispatcher;
  do {
    for (let delivery = pending.shift(); delivery; delivery = pending.shift()) await receive(sim, sim.processes[0] as SimProcess, delivery, TO_THE_END);
    await runAll(sim);
  } while (pending.length > 0 && sim.violations.length === 0);
}

/**
 * What runs by the clock: whatever no delivery told is found. The nightly comparison with GitHub would
 * hide what the others miss; it is needed only where an event was lost that leaves no trace on an issue.
 */
export async function heal(sim: Sim, withVerify = sim.lostForGood): Promise<void> {
  const [process] = sim.processes as [SimProcess];
  await sim.advance(3_600_000);
  for (const [name, data] of process.registered.schedules) {
    if (name !== 'verify' || withVerify) await sim.tasks.start(`cron ${name}`, process, TO_THE_END, () => process.engine.jobs.send(name as never, data));
  }
  await runAll(sim);
}
