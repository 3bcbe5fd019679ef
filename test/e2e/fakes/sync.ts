/** Conflicts, health and sync log of the project in memory. */
import type { PageServices } from '../../../src/http/trpc/services.ts';
import { fakeConflicts } from './conflicts.ts';
import { fakeHealth } from './health.ts';
import { fakeSyncLog } from './sync-log.ts';

export function fakeSync(): Pick<PageServices, 'conflicts' | 'health' | 'syncLog'> {
  return { conflicts: fakeConflicts(), health: fakeHealth(), syncLog: fakeSyncLog() };
}
