/** Budgets of calls to GitHub: who goes first, what is kept free for whom, and where it is remembered. */

/** Why a call is made: a person waits for it, GitHub told of something, or it is about everything. */
export type Urgency = 'interactive' | 'event' | 'background';

/** What GitHub said is left to an owner of one resource (`core`, `graphql`). */
export interface Allowance {
  limit: number;
  remaining: number;
  /** Until it is whole again. */
  resetSeconds: number;
}

export interface Standing {
  /** Seconds until the owner may call again; 0 when it may now. */
  blocked: number;
  /** Null before GitHub's first word, and once its time is over. */
  allowance: Allowance | null;
}

/** So many calls at once, then one each interval. The less urgent stop earlier and leave the rest of the burst free. */
export interface Spacing {
  kind: string;
  intervalMs: number;
  burst: Readonly<Record<Urgency, number>>;
}

/** Shared by all processes, so that every one heeds what one of them was told, and all together keep the spacing. */
export interface BudgetStore {
  standing(owner: string, resource: string): Promise<Standing>;
  /** @returns 0 where the place was taken; else the seconds to wait before asking again */
  takePlace(owner: string, spacing: Spacing, urgency: Urgency): Promise<number>;
  /** GitHub asked the owner to be silent for that long. */
  block(owner: string, seconds: number): Promise<void>;
  note(owner: string, resource: string, allowance: Allowance): Promise<void>;
}

/** The share of the allowance that a call of this urgency leaves to the more urgent ones. */
const RESERVED: Readonly<Record<Urgency, number>> = { interactive: 0, event: 0.05, background: 0.2 };

/** @returns 0 where a call may be made now; else the seconds until one of this urgency may, and on whose word */
export function waitOf({ blocked, allowance }: Standing, urgency: Urgency): { seconds: number; reserved: boolean } {
  if (blocked > 0) return { seconds: Math.ceil(blocked), reserved: false };
  const spent = allowance !== null && allowance.resetSeconds > 0 && allowance.remaining < allowance.limit * RESERVED[urgency];
  return { seconds: spent ? Math.ceil(allowance.resetSeconds) : 0, reserved: spent };
}
