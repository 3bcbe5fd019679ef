/** What can go wrong with one call to GitHub. */
import type { RequestFault } from '../github/faults/request-faults.ts';

export type Fault = Exclude<RequestFault, { kind: 'held' | 'hang' | 'resource-limits' }>;

/** By name, for schedules and traces. */
export const FAULTS = {
  'no answer': { kind: 'reset', when: 'before' },
  /** As a timeout after the write took effect. */
  'no answer, done': { kind: 'reset', when: 'after' },
  '500': { kind: 'status', status: 500, when: 'before' },
  '502': { kind: 'status', status: 502, when: 'before' },
  '502, done': { kind: 'status', status: 502, when: 'after' },
  '503': { kind: 'status', status: 503, when: 'before' },
  'half an answer': { kind: 'truncate' },
  '403 retry-after': { kind: 'limited', status: 403, retryAfterSeconds: 7 },
  '429 retry-after': { kind: 'limited', status: 429, retryAfterSeconds: 30 },
  '403 reset': { kind: 'limited', status: 403, resetAfterSeconds: 600 },
  '403 secondary': { kind: 'limited', status: 403 },
  '429 bare': { kind: 'limited', status: 429 },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export const faultNames = Object.keys(FAULTS) as [FaultName, ...FaultName[]];
