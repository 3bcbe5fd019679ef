/** What all runs of one process share: a database on simulated time, a clock, a key. */
import { generateKeyPairSync } from 'node:crypto';
import { createSimClock, installClock } from './clock.ts';
import { prepareDatabase } from './database.ts';
import type { Surroundings } from './run.ts';

export interface Stand extends Surroundings {
  close(): Promise<void>;
}

/** @param url a migrated database that nobody else uses; it is changed for good */
export async function openStand(url: string): Promise<Stand> {
  const database = await prepareDatabase(url);
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const clock = createSimClock();
  const undo = installClock(clock);
  return {
    clock, database, privateKey,
    async close() {
      undo();
      await database.db.destroy();
    },
  };
}
