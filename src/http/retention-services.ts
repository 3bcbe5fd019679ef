/** How long things are kept, as the page shows and changes it. */
import type { Db } from '../store/db.ts';
import { readHistoryDays, readRetention } from '../store/retention.ts';
import { actorOf } from '../sync/access/access.ts';
import { changeHistoryDays, changeRetention } from '../sync/access/retention.ts';
import type { RetentionServices } from './trpc/retention.ts';

export function retentionServices(db: Db): RetentionServices {
  return {
    get: async (projectId) => ({ ...(await readRetention(db)), historyDays: await readHistoryDays(db, Number(projectId)) }),
    setHistory: (projectId, days, { caller }) => changeHistoryDays(db, actorOf(caller), Number(projectId), days),
    setInstance: async (change, { caller }) => void (await changeRetention(db, actorOf(caller), change)),
  };
}
