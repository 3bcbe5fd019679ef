/** How urgent the calls are that the running work makes; everything that a person waits for, unless said otherwise. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Urgency } from '../core/budget.ts';

const current = new AsyncLocalStorage<Urgency>();

export function withUrgency<T>(urgency: Urgency, work: () => Promise<T>): Promise<T> {
  return current.run(urgency, work);
}

export const urgencyNow = (): Urgency => current.getStore() ?? 'interactive';
