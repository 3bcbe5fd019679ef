/** What each kind of step does. */
import type { SimProcess } from './process.ts';
import type { Sim } from './run.ts';
import type { Step, StepKind } from './schedule.ts';
import { callOff } from './call-off.ts';
import { decide } from './decide.ts';
import { deliver } from './deliver.ts';
import { editOnGitHub } from './edit-github.ts';
import { editHere } from './edit-here.ts';
import { TO_THE_END } from './tasks.ts';
import { upheaval } from './upheaval.ts';
import { at, reap, work } from './work.ts';

const JUMP_MS = 600_000;

/** Most steps lie within the same second or two, as GitHub's times are whole seconds; some hours apart, as tokens live one. */
const PAUSES = [100, 1500, 5000, 30_000, 90_000, 700_000, 3_000_000] as const;

const STEPS: Record<StepKind, (sim: Sim, step: Step) => Promise<void> | void> = {
  github: editOnGitHub,
  lockstep: editHere,
  deliver,
  work,
  time: (sim, { n }) => sim.advance(PAUSES[at(n[0], PAUSES.length)] as number),
  jump(sim, { n }) {
    const offset = [0, JUMP_MS, -JUMP_MS][at(n[0], 3)] as number;
    sim.note(`  this machine's clock is ${offset / 1000} s ahead`);
    sim.clock.setMachineOffset(offset);
  },
  async kill(sim, { n }) {
    (sim.processes[at(n[0], sim.processes.length)] as SimProcess).alive = false;
    await reap(sim);
  },
  upheaval,
  async cron(sim, { n }) {
    const process = sim.processes[at(n[0], sim.processes.length)] as SimProcess;
    const schedules = [...process.registered.schedules];
    const [name, data] = schedules[at(n[1], schedules.length)] as [string, object];
    sim.note(`  cron ${name}`);
    await sim.tasks.start(`cron ${name}`, process, TO_THE_END, () => process.engine.jobs.send(name as never, data));
  },
  decide,
  calloff: callOff,
};

export async function takeStep(sim: Sim, step: Step): Promise<void> {
  sim.note(`${step.id} ${step.kind} at ${new Date(sim.clock.now()).toISOString()}`);
  await STEPS[step.kind](sim, step);
  await sim.advance(at(step.n[7], 900));
}
