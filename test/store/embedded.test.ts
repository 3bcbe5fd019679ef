import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createDb, row } from '../../src/store/db.ts';
import { startEmbedded, type EmbeddedPostgres } from '../../src/store/embedded.ts';
import { startService } from '../support/service.ts';

// Processes are killed here, not machines: what was committed is with the operating system.
const SETTINGS = ['fsync=off', 'full_page_writes=off'];
const EMBEDDED = join(import.meta.dirname, '..', '..', 'src', 'store', 'embedded.ts');

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A data folder; where the server runs as another user it may pass through. */
async function dataFolder(mode = 0o711): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-embedded-'));
  await chmod(folder, mode);
  folders.push(folder);
  return folder;
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, settings: SETTINGS });
  servers.push(server);
  if (!server.folder.startsWith(dataDir)) folders.push(server.folder, `${server.folder}.password`);
  return server;
}

async function ask<T>(url: string, sql: string): Promise<T> {
  const db = createDb(url, 'test-embedded', 1);
  try {
    return (await row<T>(db, sql)) as T;
  } finally {
    await db.destroy();
  }
}

const isRunning = (server: EmbeddedPostgres): boolean => existsSync(join(server.folder, 'postmaster.pid'));

const startedAt = (url: string): Promise<{ at: Date }> => ask(url, 'SELECT pg_postmaster_start_time() AS at');

describe('the embedded PostgreSQL', () => {
  test('starts in a folder that does not exist yet, is adopted by the next start, and keeps its data over a restart', async () => {
    const dataDir = join(await dataFolder(), 'deep', 'er');
    const first = await start(dataDir);
    expect(first.started).toBe(true);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');

    const second = await start(dataDir);
    expect(second.started).toBe(false);
    expect(second.url).toBe(first.url);
    expect(await startedAt(second.url)).toEqual(await startedAt(first.url));

    await second.stop();
    expect(isRunning(first)).toBe(false);
    const third = await start(dataDir);
    expect(third.started).toBe(true);
    expect(await ask(third.url, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
  });

  test('a stop leaves it running while another Lockstep process is connected', async () => {
    const dataDir = await dataFolder();
    const server = await start(dataDir);
    const other = createDb(server.url, 'lockstep-elsewhere', 1);
    await other.raw('SELECT 1');
    await server.stop();
    expect(await row(other, 'SELECT 1 AS still')).toEqual({ still: 1 });
    await other.destroy();
    await server.stop();
    expect(isRunning(server)).toBe(false);
    // Stopping what does not run is no error.
    await server.stop();
  });

  test('two first starts of one folder at once give one server', async () => {
    const dataDir = await dataFolder();
    const [one, other] = await Promise.all([start(dataDir), start(dataDir)]);
    expect(one.url).toBe(other.url);
    expect([one.started, other.started].filter(Boolean).length).toBeLessThanOrEqual(1);
    expect(await ask(other.url, 'SELECT 1 AS up')).toEqual({ up: 1 });

    await one.stop();
    const again = await Promise.all([start(dataDir), start(dataDir), start(dataDir)]);
    expect(new Set(again.map(({ url }) => url)).size).toBe(1);
    expect(await ask(again[0].url, 'SELECT 1 AS up')).toEqual({ up: 1 });
  });

  test('outlives a killed owner, and the next start adopts it', async () => {
    const dataDir = await dataFolder();
    const script = `const { startEmbedded } = await import(${JSON.stringify(EMBEDDED)});
      const server = await startEmbedded(${JSON.stringify({ dataDir, settings: SETTINGS })});
      process.stdout.write(server.url);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = (await once(owner.stdout, 'data')) as [Buffer];
    const { at } = await startedAt(url.toString());
    owner.kill('SIGKILL');
    await once(owner, 'exit');

    const adopted = await start(dataDir);
    expect(adopted.started).toBe(false);
    expect(await startedAt(adopted.url)).toEqual({ at });
  });

  test('a server that was killed is started again, past its stale postmaster.pid', async () => {
    const dataDir = await dataFolder();
    const server = await start(dataDir);
    await ask(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const { pid } = await ask<{ pid: number }>(server.url, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid");
    process.kill(pid, 'SIGKILL');
    const again = await start(dataDir);
    expect(await ask(again.url, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
  });

  (userInfo().uid === 0 ? test : test.skip)('where its user cannot reach the folder, another place takes the data', async () => {
    const dataDir = await dataFolder(0o700);
    const server = await start(dataDir);
    expect(server.folder).not.toContain(dataDir);
    expect(server.folder).toContain('/var/lib/lockstep/');
    expect(await ask(server.url, 'SELECT 1 AS up')).toEqual({ up: 1 });
    // The same place every time.
    expect((await start(dataDir)).started).toBe(false);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('lockstep start stops it cleanly on %s', async (signal) => {
    const dataDir = await dataFolder();
    const service = await startService({ DATA_DIR: dataDir, PORT: '0' });
    const pid = join(dataDir, 'postgres', 'postmaster.pid');
    expect(existsSync(pid)).toBe(true);
    service.kill(signal);
    expect(await service.ended).toBe(0);
    expect(existsSync(pid)).toBe(false);
    // A clean stop needs no recovery.
    const again = await start(dataDir);
    expect(await ask(again.url, "SELECT count(*)::int AS recoveries FROM regexp_matches(pg_read_file('server.log'), 'automatic recovery in progress', 'g')")).toEqual({ recoveries: 0 });
  });
});
