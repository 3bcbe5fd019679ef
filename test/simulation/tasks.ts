/**
 * Work in small pieces. A task runs alone until it comes to a point where others could come in
 * between: a call to GitHub, its answer, the begin of a transaction. There it may be parked, and
 * others go on. A process that dies reaches nothing from then on, neither database nor GitHub: its
 * tasks come to their end without effect.
 */
import type { Fault } from './faults.ts';

export type PointKind =
  /** Before a request leaves; and when its answer is there. */
  | 'call' | 'answer'
  /** The same of a request for a token. */
  | 'shared call' | 'shared answer'
  /** Around a transaction. */
  | 'begin' | 'commit' | 'committed'
  /** Around a statement of its own. */
  | 'statement' | 'stated';

/** Waited for by every task of a process (and, within this one, by all processes): nobody stays or dies in the middle of them. */
const SHARED: ReadonlySet<PointKind> = new Set(['shared call', 'shared answer']);

const PARKING: ReadonlySet<PointKind> = new Set(['call', 'answer', 'begin']);

/** What shall happen to a task while it runs on. */
export interface Plan {
  /** Parks at this many-th point where it may; null runs to the end. */
  park: number | null;
  /** The process dies at this many-th point of any kind; null not at all. */
  die: number | null;
  /** Strike the next call of any task, or the next that writes. */
  faults: readonly Armed[];
}

export interface Armed {
  fault: Fault;
  onWrite: boolean;
}

export const TO_THE_END: Plan = { park: null, die: null, faults: [] };

export type Halt = 'done' | 'parked' | 'dead';

export interface Task {
  name: string;
  process: { alive: boolean };
  /** Transactions open now. */
  transactions: number;
  /** Waits there; null while it runs or when it ended. */
  resume: (() => void) | null;
  plan: Plan;
  passed: { parking: number; points: number };
  halted: (halt: Halt) => void;
  state: 'running' | Halt;
  /** Parked by its own wish, for so many milliseconds; null otherwise. */
  asleep: number | null;
}

export interface Tasks {
  /** The one that runs now, for a process that is alive. */
  taskOf(process: Task['process']): Task;
  parked(): Task[];
  /** Runs a new task until it halts. Errors of `work` are its own business. */
  start(name: string, process: Task['process'], plan: Plan, work: () => Promise<void>): Promise<Halt>;
  /** Lets a parked task go on until it halts again. */
  resume(task: Task, plan: Plan): Promise<Halt>;
  /** Called by the program's surroundings at each point. @throws Died where its process is dead */
  point(process: Task['process'], kind: PointKind): Promise<void>;
  /** Parks the current task by its own wish. */
  sleep(ms: number): Promise<void>;
  /** The fault for the call that begins now. */
  fault(process: Task['process'], writes: boolean): Fault | null;
  /** Ends the parked tasks of processes that are dead. */
  bury(): void;
}

/** What everything that a dead process still tries comes to. */
export class Died extends Error {
  override name = 'Died';
}

export interface TaskHooks {
  /** A task has not come to a point for long: it waits for a timer, or hangs. */
  stuck(task: Task, hangs: boolean): void;
  /** A task ended with an error. */
  failed(task: Task, error: unknown): void;
}

export function createTasks(hooks: TaskHooks): Tasks {
  let running: Task | null = null;
  let parked: Task[] = [];
  // Outlive the task they came with: a job without a call is no reason for calm.
  const armed: Armed[] = [];

  const taskOf = (process: Task['process']): Task => {
    if (!process.alive) throw new Died();
    if (running?.process !== process) throw new Error('the program did something while no task of its own was running');
    return running;
  };
  const until = async (task: Task, plan: Plan, begin: () => void): Promise<Halt> => {
    Object.assign(task, { plan, passed: { parking: 0, points: 0 }, state: 'running' });
    armed.push(...plan.faults);
    const halted = new Promise<Halt>((resolve) => {
      task.halted = resolve;
    });
    running = task;
    begin();
    let stuck = 0;
    const watch = realSetInterval(() => {
      stuck += 1;
      hooks.stuck(task, stuck > MOST_STUCK);
      if (stuck > MOST_STUCK) task.halted('dead');
    }, STUCK_MS);
    const halt = await halted;
    realClearInterval(watch);
    running = null;
    task.state = halt;
    if (halt === 'parked') parked.push(task);
    return halt;
  };
  const park = (task: Task): Promise<void> =>
    new Promise((resolve) => {
      task.resume = resolve;
      task.halted('parked');
    });

  return {
    taskOf,
    parked: () => parked,
    start(name, process, plan, work) {
      const task: Task = { name, process, transactions: 0, resume: null, plan, passed: { parking: 0, points: 0 }, halted: () => {}, state: 'running', asleep: null };
      return until(task, plan, () => {
        void work().catch((error: unknown) => process.alive && hooks.failed(task, error)).finally(() => task.halted('done'));
      });
    },
    resume(task, plan) {
      parked = parked.filter((each) => each !== task);
      const go = task.resume;
      if (go === null) throw new Error(`${task.name} is not parked`);
      task.resume = null;
      return until(task, plan, go);
    },
    async point(process, kind) {
      const task = taskOf(process);
      if (SHARED.has(kind)) return;
      task.passed.points += 1;
      if (task.passed.points === task.plan.die) {
        process.alive = false;
        task.halted('dead');
        throw new Died();
      }
      if (!PARKING.has(kind)) return;
      task.passed.parking += 1;
      if (task.passed.parking === task.plan.park) await park(task);
      if (!process.alive) throw new Died();
    },
    async sleep(ms) {
      const task = running;
      if (task === null) return;
      task.asleep = ms;
      await park(task);
      task.asleep = null;
    },
    fault(process, writes) {
      taskOf(process);
      const struck = armed.findIndex(({ onWrite }) => writes || !onWrite);
      return struck === -1 ? null : (armed.splice(struck, 1)[0]?.fault ?? null);
    },
    bury() {
      const dead = parked.filter(({ process }) => !process.alive);
      parked = parked.filter(({ process }) => process.alive);
      for (const { resume } of dead) resume?.();
    },
  };
}

/** A task that came to no point for so long (really) waits for a timer. */
const STUCK_MS = 3000;
const MOST_STUCK = 20;
// Taken before simulated time is installed.
const realSetInterval = globalThis.setInterval;
const realClearInterval = globalThis.clearInterval;
