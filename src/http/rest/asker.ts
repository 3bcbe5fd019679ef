import type { Known } from '../auth/bearer.ts';
import type { Asker } from '../trpc/services.ts';

/** Whoever a request comes from, as the services know them. A program of a project stands for no person. */
export function askerOf({ login, name, sessionId, ...caller }: Known): Asker {
  return { id: caller.kind === 'project' ? '0' : String(caller.user.id), login, name, sessionId, caller };
}
