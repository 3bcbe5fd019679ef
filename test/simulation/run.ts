/** One run: a world, a schedule, quiescence, and what the oracle says. */
import { hash } from 'node:crypto';
import { defaultSettings } from '../../src/core/settings.ts';
import { createProject } from '../../src/store/projects.ts';
import { linkByName } from '../../src/sync/link.ts';
import type { SimClock } from './clock.ts';
import type { SimDatabase } from './database.ts';
import { createSimGitHub, type SimGitHub } from './github.ts';
import { judge } from './oracle.ts';
import { startProcess, type SimProcess } from './process.ts';
import { createSimQueue, type SimQueue } from './queue.ts';
import { quiesce, runAll } from './quiesce.ts';
import { hasFields, type Schedule } from './schedule.ts';
import { FIELD_MAPPINGS, OWNER, REPOSITORIES } from './seed-world.ts';
import { takeStep } from './steps.ts';
import { createTasks, type Tasks, TO_THE_END } from './tasks.ts';

export interface Surroundings {
  clock: SimClock;
  database: SimDatabase;
  /** PEM; one for all runs, because making one takes long. */
  privateKey: string;
}

/** A run while it runs. */
export interface Sim extends Surroundings {
  github: SimGitHub;
  queue: SimQueue;
  /** The database's time, epoch milliseconds. */
  databaseNow(): number;
  tasks: Tasks;
  processes: SimProcess[];
  projects: number[];
  trace: string[];
  violations: string[];
  note(line: string): void;
  violate(what: string): void;
  /** Puts a process in the place of one that died. */
  restart(index: number): Promise<void>;
  /** Moves time on, for everybody. */
  advance(ms: number): Promise<void>;
  /** No delivery got lost, and nothing but issues and actions changed: then nothing needs to be looked for. */
  undisturbed: boolean;
  /** More than issues changed on GitHub. */
  upheavals: boolean;
  /** A delivery got lost that GitHub's log does not know. */
  lostForGood: boolean;
  /** Issue types and issue fields are synced. */
  withFields: boolean;
  /** Edits whose caller was told that they are accepted: action and version. */
  accepted: { actionId: number; version: number }[];
}

export interface Outcome {
  seed: string;
  steps: number;
  violations: string[];
  trace: string[];
  /** Of the whole trace, which ends with the state of both sides. */
  traceHash: string;
}

export async function runSchedule(surroundings: Surroundings, schedule: Schedule): Promise<Outcome> {
  const sim = await begin(surroundings, schedule);
  for (const step of schedule.steps) {
    if (sim.violations.length > 0) break;
    await takeStep(sim, step);
  }
  if (sim.violations.length === 0) await quiesce(sim);
  if (sim.violations.length === 0) await judge(sim);
  return { seed: schedule.seed, steps: schedule.steps.length, violations: sim.violations, trace: sim.trace, traceHash: hash('sha256', sim.trace.join('\n')) };
}

const PROCESSES = 2;
const POLICIES = ['github', 'github', 'lockstep', 'newest', 'ask'] as const;

async function begin(surroundings: Surroundings, { seed, world }: Schedule): Promise<Sim> {
  const { clock, database, privateKey } = surroundings;
  clock.reset();
  await database.reset();
  const trace: string[] = [`seed ${seed}`];
  const violations: string[] = [];
  const note = (line: string): void => void trace.push(line);
  const skew = Math.round(((world[0] as number) - 0.5) * 6000);
  const databaseNow = (): number => clock.now() + skew;
  const sim: Sim = {
    ...surroundings, databaseNow,
    queue: createSimQueue(databaseNow),
    github: createSimGitHub(seed, clock, privateKey),
    tasks: createTasks({
      stuck(task, hangs) {
        if (hangs) sim.violate(`termination: ${task.name} hangs`);
        note('  time passes');
        clock.advance(Math.max(1000, clock.timers.next() ?? 0));
      },
      failed: (task, error) => sim.violate(`unexpected error of ${task.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    }),
    processes: [], projects: [], trace, violations, accepted: [], withFields: hasFields(seed), undisturbed: true, upheavals: false, lostForGood: false,
    note,
    violate(what) {
      violations.push(what);
      note(`VIOLATION ${what}`);
    },
    async restart(index) {
      const old = sim.processes[index];
      sim.tasks.bury();
      sim.processes[index] = await startProcess({ ...sim, db: database.db });
      // A missed heartbeat fails what the dead one had fetched.
      for (const job of old?.active ?? []) sim.queue.fail(job);
    },
    async advance(ms) {
      clock.advance(ms);
      await database.setTime(databaseNow());
    },
  };
  clock.sleep = (ms) => sim.tasks.sleep(ms);
  await sim.advance(0);
  for (let index = 0; index < PROCESSES; index += 1) await sim.restart(index);
  await runAll(sim);
  await makeProjects(sim, world);
  await runAll(sim);
  return sim;
}

/** Two projects: one has both repositories, one shares the first with it. */
async function makeProjects(sim: Sim, world: readonly number[]): Promise<void> {
  const { db } = sim.database;
  const [process] = sim.processes as [SimProcess];
  for (const [index, repositories] of [REPOSITORIES, REPOSITORIES.slice(0, 1)].entries()) {
    const { id } = await createProject(db, `Project ${index + 1}`, defaultSettings().statuses);
    sim.projects.push(id);
    await sim.tasks.start('link', process, TO_THE_END, async () => {
      for (const name of repositories) {
        const linked = await linkByName(process.engine, id, `${OWNER}/${name}`);
        if (linked.outcome === 'refused') sim.violate(linked.reason);
      }
    });
    const policy = POLICIES[Math.floor((world[1 + index] as number) * POLICIES.length)];
    await db('github_integrations').where({ project_id: id }).update({ settings: JSON.stringify({ conflictPolicy: policy, ...(sim.withFields && { mappings: FIELD_MAPPINGS }) }) });
    sim.note(`project ${id}: ${repositories.join(', ')}; conflicts: ${policy}`);
  }
}
