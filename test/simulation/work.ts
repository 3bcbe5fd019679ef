/** A worker's turn: a job that is due, or something parked that goes on. */
import type { Fault } from './faults.ts';
import { FAULTS, faultNames } from './faults.ts';
import type { SimJob } from './queue.ts';
import type { SimProcess } from './process.ts';
import type { Sim } from './run.ts';
import type { Step } from './schedule.ts';
import { type Plan, TO_THE_END } from './tasks.ts';

export const at = (n: number | undefined, length: number): number => Math.floor((n ?? 0) * length);

/** How a turn goes: often to the end, at times parked, with a fault of GitHub's, or with a death. */
export function planOf([, , how = 0, where = 0, which = 0, call = 0]: Step['n']): Plan {
  if (how < 0.4) return TO_THE_END;
  if (how < 0.65) return { ...TO_THE_END, park: 1 + at(where, 8) };
  if (how < 0.74) return { ...TO_THE_END, die: 1 + at(where, 26) };
  const fault: Fault = FAULTS[faultNames[at(which, faultNames.length)] as keyof typeof FAULTS];
  const onWrite = call < 0.5 || ('when' in fault && fault.when === 'after');
  return { ...TO_THE_END, park: how < 0.85 ? 1 + at(where, 8) : null, faults: [{ fault, onWrite }] };
}

export async function work(sim: Sim, step: Step): Promise<void> {
  const { tasks, queue } = sim;
  const parked = tasks.parked();
  const due = queue.due();
  const chosen = at(step.n[0], parked.length + due.length);
  const plan = planOf(step.n);
  const task = parked[chosen];
  if (task) {
    sim.note(`  ${task.name} goes on`);
    await tasks.resume(task, plan);
    return reap(sim);
  }
  const job = due[chosen - parked.length];
  const process = sim.processes[at(step.n[1], sim.processes.length)] as SimProcess;
  if (job) await runJob(sim, process, job, plan);
  else sim.note('  nothing to do');
}

/** Runs a job as the queue's worker does, until it ends, is parked or dies. */
export async function runJob(sim: Sim, process: SimProcess, job: SimJob, plan: Plan): Promise<void> {
  const { queue } = sim;
  const handler = process.registered.handlers.get(job.name);
  if (!handler) return sim.violate(`nobody works the queue ${job.name}`);
  queue.take(job);
  process.active.add(job);
  const name = `${job.name} ${JSON.stringify(job.data)}`;
  sim.note(`  job ${name}, try ${job.retries + 1}`);
  await sim.tasks.start(name, process, plan, async () => {
    const { id, data, retries, priority, sourceName, sourceRetryCount } = job;
    const [result] = await handler([{ id: String(id), name: job.name, data, retryCount: retries, priority, sourceName, sourceRetryCount }]);
    if (!process.alive) return;
    process.active.delete(job);
    if (result?.status === 'completed') queue.complete(job);
    else if (queue.fail(job)) sim.note(`    ${name} is given up`);
  });
  await reap(sim);
}

/** Processes that died are replaced. */
export async function reap(sim: Sim): Promise<void> {
  for (const [index, process] of sim.processes.entries()) {
    if (process.alive) continue;
    sim.note(`  process ${index} died; another takes its place`);
    await sim.restart(index);
  }
}
