/** A schedule: what happens, step after step. A step carries its own choices, so that others can be taken away around it. */
import { randomOf, weighted } from './random.ts';

/** Kind -> how often, relative to the others. */
const KINDS = {
  /** A person edits an issue on GitHub. */
  github: 24,
  /** A person edits an action here. */
  lockstep: 22,
  /** A delivery arrives, is lost, comes twice or again. */
  deliver: 30,
  /** A worker goes on with something, in a calm or a rough way. */
  work: 46,
  /** Time passes. */
  time: 8,
  /** This machine's clock jumps. */
  jump: 2,
  /** A process is killed where it stands, and started again. */
  kill: 2,
  /** Something bigger on GitHub: issues come and go, names change, access is lost. */
  upheaval: 7,
  /** A scheduled job comes due. */
  cron: 3,
  /** A person settles a conflict, or brings back what was lost. */
  decide: 4,
} as const;

/** What later seeds have besides; with fewer kinds, the seeds of before go on to mean what they meant. */
const LATER = {
  /** A lead calls off writes that wait. */
  calloff: 3,
} as const;

const LAST_WITHOUT = 16200;
const LAST_WITHOUT_FIELDS = 16500;

/** Of still later seeds every other has an issue type and issue fields that are synced. */
export const hasFields = (seed: string): boolean => Number(seed) > LAST_WITHOUT_FIELDS && Number(seed) % 2 === 0;

export type StepKind = keyof typeof KINDS | keyof typeof LATER;

export interface Step {
  id: number;
  kind: StepKind;
  /** Choices, each in [0, 1). */
  n: readonly number[];
}

const CHOICES = 8;

export interface Schedule {
  seed: string;
  /** Choices of the world: policies and so on. */
  world: readonly number[];
  steps: readonly Step[];
}

export function scheduleOf(seed: string): Schedule {
  const random = randomOf(seed);
  const numbers = (): number[] => Array.from({ length: CHOICES }, random);
  const world = numbers();
  const length = 30 + Math.floor(random() * 31);
  const kinds: Readonly<Record<string, number>> = Number(seed) > LAST_WITHOUT ? { ...KINDS, ...LATER } : KINDS;
  const steps = Array.from({ length }, (_, id): Step => ({ id: id + 1, kind: weighted(random, kinds) as StepKind, n: numbers() }));
  return { seed, world, steps };
}
