/** Looks at everything the service rests on: each finding says what it saw, and what mends it. */
import { statfs } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import { readAppYml } from '../../github/app-yml.ts';
import { readAppFacts, readHook } from '../../github/app-facts.ts';
import type { GitHub } from '../../github/clients.ts';
import { listInstallations } from '../../github/discover.ts';
import { GitHubError } from '../../github/errors.ts';
import type { Db } from '../../store/db.ts';
import { row } from '../../store/db.ts';
import { pendingMigrations } from '../../store/migrate.ts';
import { missingKeys } from '../../store/sealed-columns.ts';
import { createVault } from '../../store/vault.ts';
import { loadVaultKeys } from '../../store/vault-keys.ts';

export interface Finding {
  /** `warn`: it works, and somebody should know. */
  state: 'good' | 'warn' | 'bad';
  what: string;
  found: string;
  mend: string | null;
}

export interface DoctorParts {
  config: Config;
  db: Db;
  /** GitHub as the App; `none` where no App is connected, `unreadable` where its key is gone. */
  connect: () => Promise<GitHub | 'none' | 'unreadable'>;
}

const good = (what: string, found: string): Finding => ({ state: 'good', what, found, mend: null });
const warn = (what: string, found: string, mend: string): Finding => ({ state: 'warn', what, found, mend });
const bad = (what: string, found: string, mend: string): Finding => ({ state: 'bad', what, found, mend });

type Check = (parts: DoctorParts) => Promise<Finding[]>;

const CHECKS: readonly [what: string, check: Check][] = [
  ['database', database], ['migrations', migrations], ['queue', queue], ['keys', keys], ['disk', disk], ['GitHub', github], ['deliveries', deliveries], ['clocks', clocks],
];

/** One check that cannot be made keeps none of the others from it. */
export async function checkAll(parts: DoctorParts): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [what, check] of CHECKS) {
    try {
      findings.push(...await check(parts));
    } catch (error) {
      findings.push(bad(what, error instanceof Error ? error.message : String(error), 'Mend what was found before this one, then look again.'));
    }
  }
  return findings;
}

const OLDEST = 150_000;

async function database({ db, config }: DoctorParts): Promise<Finding[]> {
  const found = await row<{ number: number; version: string; size: string }>(
    db, "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version, pg_size_pretty(pg_database_size(current_database())) AS size",
  );
  const words = `${config.databaseUrl === null ? 'embedded PostgreSQL' : 'PostgreSQL'} ${found?.version}, ${found?.size}`;
  return [(found?.number ?? 0) >= OLDEST ? good('database', words) : bad('database', words, 'Lockstep needs PostgreSQL 15 or newer: upgrade it.')];
}

async function migrations({ db }: DoctorParts): Promise<Finding[]> {
  const pending = await pendingMigrations(db);
  return [pending.length === 0 ? good('migrations', 'the database is up to date') : bad('migrations', `${pending.length} are missing: ${pending.join(', ')}`, 'Run `lockstep migrate`, or start the service, which does it.')];
}

async function queue({ db }: DoctorParts): Promise<Finding[]> {
  if (!(await row<{ there: boolean }>(db, "SELECT to_regclass('pgboss.job') IS NOT NULL AS there"))?.there) return [bad('queue', 'it was never set up', 'Start the service once.')];
  const found = await row<{ waiting: number; oldest: number | null; running: boolean }>(
    db,
    `SELECT count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after < now()) AS waiting,
            extract(epoch FROM now() - min(start_after) FILTER (WHERE state IN ('created', 'retry') AND start_after < now()))::int AS oldest,
            EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = 'lockstep-queue' AND datname = current_database()) AS running FROM pgboss.job`,
  );
  if (!found?.running) return [warn('queue', `no worker is connected; ${found?.waiting ?? 0} jobs wait`, 'Start the service: `lockstep start`.')];
  return [(found.oldest ?? 0) > 300 ? warn('queue', `${found.waiting} jobs wait, the oldest for ${found.oldest} s`, 'Start another worker (`lockstep start --role worker`), or look into the log for jobs that fail.') : good('queue', `a worker is connected; ${found.waiting} jobs wait`)];
}

async function keys({ config, db }: DoctorParts): Promise<Finding[]> {
  const vault = createVault(await loadVaultKeys({ given: config.tokenEncryptionKeys, dataDir: config.dataDir }));
  const missing = [...await missingKeys(db, vault)];
  if (missing.length > 0) return [bad('keys', missing.map(([id, records]) => `${records} records were sealed with key ${id}, which is not here`).join('; '), 'Add the key to TOKEN_ENCRYPTION_KEYS, or let people sign in again.')];
  return [good('keys', `${vault.keyIds.length} open everything that is sealed${config.tokenEncryptionKeys === null ? '; made by Lockstep itself in DATA_DIR: keep a copy' : ''}`)];
}

const ROOM = 2 * 1024 ** 3;

async function disk({ config }: DoctorParts): Promise<Finding[]> {
  if (config.databaseUrl !== null) return [];
  const { bavail, bsize } = await statfs(config.dataDir);
  const free = bavail * bsize;
  const words = `${(free / 1024 ** 3).toFixed(1)} GB free for the embedded PostgreSQL in ${config.dataDir}`;
  return [free > ROOM ? good('disk', words) : bad('disk', words, 'Make room: PostgreSQL stops when the disk is full. `lockstep retention` keeps less.')];
}

const LEVELS = ['read', 'write', 'admin'];
const covers = (granted: string | undefined, asked: string): boolean => granted !== undefined && LEVELS.indexOf(granted) >= LEVELS.indexOf(asked);

async function github({ config, connect }: DoctorParts): Promise<Finding[]> {
  const client = await connect().catch((error: unknown) => (error instanceof GitHubError ? error : Promise.reject(error as Error)));
  if (client instanceof GitHubError) return [refusal(client, config)];
  if (client === 'none') return [warn('GitHub', 'no App is connected', 'Start the service and open its address: the setup page makes one.')];
  if (client === 'unreadable') return [bad('GitHub', 'an App is connected, and the key its credentials were sealed with is gone', 'Add the key to TOKEN_ENCRYPTION_KEYS, or connect an App anew.')];
  try {
    const app = await readAppFacts(client);
    return [good('GitHub', `the credentials are accepted: App ${app.slug}`), ...permissions(app), ...await installed(client), ...await webhook(client, config)];
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return [refusal(error, config)];
  }
}

function refusal(error: GitHubError, config: Config): Finding {
  if (error.code !== 'unauthorized') return bad('GitHub', error.message, `Check that this machine reaches ${config.githubApiUrl}, then look again.`);
  return bad('GitHub', 'GitHub does not accept the App’s credentials', 'Compare APP_ID and PRIVATE_KEY with the App’s settings page; a key can be made anew there. A clock that is minutes off does this too.');
}

function permissions(app: { permissions: Record<string, string>; events: string[]; settingsUrl: string }): Finding[] {
  const asks = readAppYml();
  const missing = Object.entries(asks.default_permissions).filter(([name, level]) => !covers(app.permissions[name], level)).map(([name, level]) => `${name} (${level})`);
  const needed = missing.some((name) => name.startsWith('issues') || name.startsWith('metadata'));
  const deaf = asks.default_events.filter((event) => !app.events.includes(event));
  const mend = `Grant it on ${app.settingsUrl} under “Permissions & events”; owners then approve it. docs/github-app.md says what works without.`;
  return [
    missing.length === 0 ? good('permissions', 'the App has everything that app.yml asks for') : (needed ? bad : warn)('permissions', `the App lacks ${missing.join(', ')}`, mend),
    deaf.length === 0 ? good('events', 'the App is subscribed to everything it needs') : warn('events', `the App is not subscribed to ${deaf.join(', ')}`, mend),
  ];
}

async function installed(client: GitHub): Promise<Finding[]> {
  const all = await listInstallations(client);
  if (all.length === 0) return [warn('installations', 'the App is installed nowhere', 'Install it on an organization or account: the page leads there.')];
  const asleep = all.filter(({ suspended }) => suspended).map(({ accountLogin }) => accountLogin);
  const weak = all.filter(({ suspended, permissions: granted }) => !suspended && !covers(granted['issues'], 'write')).map(({ accountLogin }) => accountLogin);
  return [
    ...(asleep.length > 0 ? [warn('installations', `suspended on ${asleep.join(', ')}`, 'An owner can lift that on GitHub under the organization’s installed Apps.')] : []),
    ...(weak.length > 0 ? [warn('installations', `may not write issues on ${weak.join(', ')}`, 'An owner has to approve the new permissions on GitHub.')] : []),
    ...(asleep.length + weak.length === 0 ? [good('installations', `installed on ${all.map(({ accountLogin }) => accountLogin).join(', ')}`)] : []),
  ];
}

async function webhook(client: GitHub, config: Config): Promise<Finding[]> {
  const hook = await readHook(client);
  if (hook === null) return [warn('webhook', 'GitHub does not tell where it sends events', 'Compare the webhook URL on the App’s settings page with PUBLIC_URL.')];
  const wanted = `${config.publicUrl}/api/webhooks/github`;
  const findings: Finding[] = [];
  if (hook.url !== wanted) findings.push(warn('webhook', `GitHub sends events to ${hook.url || 'nowhere'}, not to ${wanted}`, 'Set it on the App’s settings page, or PUBLIC_URL here. Without events, polling brings changes, later.'));
  if (hook.insecure) findings.push(bad('webhook', 'GitHub does not check the certificate of this service', 'Switch the check of the certificate on, on the App’s settings page.'));
  return findings.length > 0 ? findings : [good('webhook', `GitHub sends events to ${hook.url}`)];
}

async function deliveries({ db }: DoctorParts): Promise<Finding[]> {
  const found = await row<{ newest: number | null; parked: number; queued: number; linked: boolean }>(
    db,
    `SELECT extract(epoch FROM now() - max(received_at))::int AS newest, count(*) FILTER (WHERE state = 'parked') AS parked,
            count(*) FILTER (WHERE state = 'queued' AND received_at < now() - interval '5 minutes') AS queued, EXISTS (SELECT 1 FROM github_integration_repositories) AS linked FROM deliveries`,
  );
  const findings: Finding[] = [];
  if ((found?.parked ?? 0) > 0) findings.push(warn('deliveries', `${found?.parked} are parked`, '`lockstep deliveries list --state parked` says why; retry them once it is mended.'));
  if ((found?.queued ?? 0) > 0) findings.push(warn('deliveries', `${found?.queued} wait for more than five minutes`, 'Start a worker: `lockstep start --role worker`.'));
  if (found?.newest === null || found === undefined) findings.push(warn('deliveries', 'none ever arrived', 'Edit an issue of a linked repository; if still none comes, compare the webhook URL and that GitHub reaches it from outside.'));
  return findings.length > 0 ? findings : [good('deliveries', `the newest came ${found?.newest} s ago; none is parked`)];
}

/** Beyond this GitHub no longer takes what the App signs (its tokens are good for ten minutes). */
const SKEW_MS = 60_000;

async function clocks({ db }: DoctorParts): Promise<Finding[]> {
  const found = await row<{ github: number | null; own: number }>(db, "SELECT (SELECT skew_ms FROM clock_skew) AS github, (extract(epoch FROM clock_timestamp()) * 1000 - ?)::bigint AS own", [Date.now()]);
  const github = found?.github ?? null;
  const own = found?.own ?? 0;
  const words = `this machine and the database are ${Math.abs(own)} ms apart, the database and GitHub ${github === null ? 'were never compared' : `${Math.abs(github)} ms`}`;
  return [Math.abs(own) > SKEW_MS || Math.abs(github ?? 0) > SKEW_MS ? bad('clocks', words, 'Let both keep time with NTP: GitHub refuses what is signed in the past or the future.') : good('clocks', words)];
}
