/** One PostgreSQL for the whole run, with a migrated template that each test file clones. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startJobs } from '../../src/queue/boss.ts';
import { createDb } from '../../src/store/db.ts';
import { startEmbedded, type EmbeddedPostgres } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';

declare global {
  // Carries the server from the set-up to the tear-down of one run.
  var lockstepTestServer: { server: EmbeddedPostgres; dataDir: string } | undefined;
}

export const TEMPLATE = 'lockstep_template';

export default async function setUp(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
  // Tests kill processes, not the machine: what was written need not survive a power cut.
  const server = await startEmbedded({ dataDir, database: TEMPLATE, settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=400'] });
  globalThis.lockstepTestServer = { server, dataDir };
  await migrate(server.url);
  const jobs = await startJobs({ url: server.url, log: pino({ level: 'silent' }), worker: false });
  await jobs.boss.stop({ graceful: false });
  const db = createDb(server.url.replace(/\/[^/]*$/, '/postgres'), 'test-setup', 1);
  await db.raw('ALTER DATABASE lockstep_template IS_TEMPLATE true');
  await db.destroy();
  process.env['LOCKSTEP_TEST_DATABASE'] = server.url;
  await writeFile(join(dataDir, 'url'), server.url);
}
