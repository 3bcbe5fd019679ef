/** Databases of a bench: one embedded server, durable as in production, an empty database a run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb } from '../src/store/db.ts';
import { startEmbedded } from '../src/store/embedded.ts';
import { serverPid } from './processor-time.ts';

export interface BenchDatabase {
  /** Url of a new, empty database. */
  fresh(): Promise<string>;
  /** Process id of the server, whose children serve the connections. */
  pid: number;
  close(): Promise<void>;
}

export async function startBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  const server = await startEmbedded({ dataDir });
  const admin = createDb(server.url, 'bench-admin', 1);
  let number = 0;
  return {
    pid: serverPid(server.folder),
    async fresh() {
      number += 1;
      await admin.raw(`CREATE DATABASE bench_${number}`);
      return server.url.replace(/\/[^/]*$/, `/bench_${number}`);
    },
    async close() {
      await admin.destroy();
      await server.stop();
      for (const left of [dataDir, server.folder, `${server.folder}.password`]) await rm(left, { recursive: true, force: true });
    },
  };
}
