/** What the verbs on a project's integration share. */
import type { Caller } from '../../core/policy.ts';
import type { Engine } from '../engine.ts';
import type { Reach } from '../access/reach.ts';

export interface IntegrationParts {
  engine: Engine;
  reach: Pick<Reach, 'live'>;
}

/** The person behind a caller; null for somebody at the terminal. */
export const personOf = (caller: Caller | null): number | null => (caller === null || caller.kind === 'project' ? null : caller.user.id);
