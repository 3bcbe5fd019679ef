/** Conflicts, health and sync log of the project in memory. */
import type { PageServices } from '../../../src/http/trpc/services.ts';
import { fakeHealth } from './health.ts';
import { fakeSyncLog } from './sync-log.ts';

export function fakeSync(): Pick<PageServices, 'conflicts' | 'health' | 'syncLog'> {
  return {
    conflicts: {
      list: async () => ({ items: [], next: null, open: 0 }),
      resolve: async ({ ids }) => ({ resolved: ids, refused: [], open: 0 }),
    },
    health: fakeHealth(),
    syncLog: fakeSyncLog(),
  };
}
