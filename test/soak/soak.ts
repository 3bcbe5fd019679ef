/**
 * Several processes under fire: two web and two workers, one of them killed with SIGKILL every few
 * seconds, deliveries dropped, doubled, delayed and reordered, GitHub answering 5xx and 429 in bursts,
 * PostgreSQL restarted once. At the end every invariant must hold.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { defaultSettings } from '../../src/core/settings.ts';
import { startJobs } from '../../src/queue/boss.ts';
import { createDb, row, rows, type Db } from '../../src/store/db.ts';
import { createProject, linksOfProject } from '../../src/store/projects.ts';
import type { Editor } from '../../src/sync/edit.ts';
import { linkByName } from '../../src/sync/link.ts';
import { startGitHub, type GitHubStandIn } from '../github/start.ts';
import { environmentFor } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { editHere, editThere, type Random } from './edits.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { judge, type Verdict } from './judge.ts';
import { startProxy, type Proxy } from './proxy.ts';

export interface SoakOptions {
  databaseUrl: string;
  /** It goes on at least this long, and until `kills` processes were killed. */
  seconds: number;
  kills: number;
  /** Edits on GitHub a second; each makes about one delivery. */
  rate: number;
  killEveryMs: number;
  random: Random;
  /** Restarts PostgreSQL in the middle; absent where the server is not ours to restart. */
  restartDatabase?: () => Promise<void>;
  say: (line: string) => void;
}

export interface SoakResult extends Verdict {
  there: number;
  here: number;
  kills: number;
  /** Seconds from the kill of a worker until another one began its job, the longest (I10). */
  takeover: number;
}

const REPOSITORY = 'acme/widgets';
/** From then on a failed delivery counts as failed, and not as on its way. */
const FAILED_FOR_MS = 120_000;

interface Field {
  github: GitHubStandIn;
  proxy: Proxy;
  fleet: Fleet;
  editor: Editor;
  db: Db;
  projectId: number;
}

export async function soak(options: SoakOptions): Promise<SoakResult> {
  let later = 0;
  const github = await startGitHub({ clock: () => Date.now() + later });
  const proxy = await startProxy();
  const log = pino({ level: 'silent' });
  const fleet = await startFleet({ ...environmentFor(github, options.databaseUrl), LOG_LEVEL: 'fatal' });
  const db = createDb(options.databaseUrl, 'lockstep-soak', 4);
  const jobs = await startJobs({ url: options.databaseUrl, log, worker: false });
  proxy.ports.push(...fleet.members.filter(({ role }) => role === 'web').map(({ port }) => port));
  github.control.setWebhookUrl({ url: `${proxy.url}/api/webhooks/github` });
  try {
    const field: Field = { github, proxy, fleet, editor: { db, jobs }, db, projectId: await begin(db, { db, jobs }) };
    const worked = await fire(field, options);
    options.say('faults are over; what waits and what the dead left is done');
    await quiet(github, db);
    options.say('what failed is healed and polled');
    // Failed deliveries are old enough now to be asked for again.
    later = FAILED_FOR_MS;
    await settle(field);
    options.say('judged');
    return { ...worked.counts, ...(await judge(field, REPOSITORY)), takeover: await longestTakeover(db, worked.orphans) };
  } finally {
    await fleet.stop();
    options.say('stopped');
    await jobs.boss.stop({ graceful: false });
    await db.destroy();
    await proxy.close();
    await github.close();
  }
}

async function begin(db: Db, editor: Editor): Promise<number> {
  await until('the repository is known', async () => (await db('repositories').where({ state: 'accessible' })).length > 0);
  const { id } = await createProject(db, 'Soak', defaultSettings().statuses);
  await linkByName(editor, id, REPOSITORY);
  await until('the first pull', async () => (await linksOfProject(db, id)).every(({ backfill }) => backfill.state === 'live'));
  return id;
}

interface Orphan {
  id: string;
  /** By the database's clock. */
  killedAt: Date;
}

async function fire(field: Field, options: SoakOptions): Promise<{ counts: { there: number; here: number; kills: number }; orphans: Orphan[] }> {
  const { github, db, editor, projectId } = field;
  const { random } = options;
  addFaults(github);
  const counts = { there: 0, here: 0, kills: 0 };
  const orphans: Orphan[] = [];
  const end = performance.now() + options.seconds * 1000;
  const isOver = (): boolean => performance.now() > end && counts.kills >= options.kills;
  const people = async (): Promise<void> => {
    while (!isOver()) {
      editThere(github, REPOSITORY, random, counts.there += 1);
      if (random() < 0.1) await editHere(editor, projectId, random, counts.here += 1).catch(() => { counts.here -= 1; });
      await sleep(1000 / options.rate);
    }
  };
  const killer = async (): Promise<void> => {
    while (!isOver()) {
      await sleep(options.killEveryMs);
      const member = field.fleet.members[Math.floor(random() * field.fleet.members.length)];
      if (!member) break;
      await field.fleet.kill(member);
      counts.kills += 1;
      if (member.role === 'worker') orphans.push(...(await activeJobs(db)));
      await field.fleet.revive(member);
      options.say(`killed a ${member.role}; ${counts.there} edits there, ${counts.here} here`);
    }
  };
  const restart = async (): Promise<void> => {
    await sleep(options.seconds * 500);
    if (options.restartDatabase) {
      await options.restartDatabase();
      options.say('PostgreSQL restarted');
    }
  };
  await Promise.all([people(), killer(), restart()]);
  github.control.clearRequestFaults();
  github.control.clearDeliveryFaults();
  return { counts, orphans };
}

function addFaults({ control }: GitHubStandIn): void {
  control.addDeliveryFault({ probability: 0.05, fault: { kind: 'drop' } });
  control.addDeliveryFault({ probability: 0.1, fault: { kind: 'duplicate' } });
  control.addDeliveryFault({ probability: 0.1, fault: { kind: 'reorder', behind: 3 } });
  control.addDeliveryFault({ probability: 0.1, fault: { kind: 'delay', ms: 400 } });
  control.addRequestFault({ probability: 0.03, fault: { kind: 'status', status: 502 } });
  control.addRequestFault({ probability: 0.02, writesOnly: true, fault: { kind: 'status', status: 502, when: 'after' } });
  control.addRequestFault({ probability: 0.01, fault: { kind: 'limited', status: 429, retryAfterSeconds: 1 } });
}

/** Jobs that nobody finished yet when a worker was killed: its own, and those of the other one, which take as long as they take. */
function activeJobs(db: Db): Promise<Orphan[]> {
  return rows<Orphan>(db, "SELECT id::text, clock_timestamp() AS \"killedAt\" FROM pgboss.job WHERE state = 'active' AND name NOT LIKE '\\_\\_%'").catch(() => []);
}

/** Of each job whose worker was killed, from the last kill before its last start to that start. How long it then works is no matter of who has it. */
async function longestTakeover(db: Db, orphans: readonly Orphan[]): Promise<number> {
  const jobs = (await db('pgboss.job').whereIn('id', orphans.map(({ id }) => id)).select('id', 'started_on', 'completed_on')) as { id: string; started_on: Date; completed_on: Date | null }[];
  if (jobs.length < new Set(orphans.map(({ id }) => id)).size) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...jobs.map(({ id, started_on: startedAt, completed_on: completedAt }) => {
    if (completedAt === null) return Number.POSITIVE_INFINITY;
    const kills = orphans.flatMap((orphan) => (orphan.id === id && orphan.killedAt <= startedAt ? [orphan.killedAt.getTime()] : []));
    return kills.length === 0 ? 0 : (startedAt.getTime() - Math.max(...kills)) / 1000;
  }));
}

/** No faults any more: what failed is healed, what else nobody told comes with the next poll. */
async function settle({ github, db, projectId, editor }: Field): Promise<void> {
  await editor.jobs.send('heal', { full: true });
  await quiet(github, db);
  for (const { integrationId, repositoryId } of await linksOfProject(db, projectId)) {
    await editor.jobs.send('poll', { integrationId, repositoryId }, { key: `${integrationId}/${repositoryId}` });
  }
  await quiet(github, db);
}

async function quiet(github: GitHubStandIn, db: Db): Promise<void> {
  await until('everything is done', async () => {
    await github.control.deliveriesIdle();
    const left = await row<{ left: number }>(db, `
      SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued') + (SELECT count(*) FROM github_issue_mappings WHERE pending AND state = 'live')
           + (SELECT count(*) FROM pgboss.job WHERE name NOT LIKE '\\_\\_%' AND state IN ('created', 'retry', 'active')) AS left`);
    return left?.left === 0;
  }, 180_000);
}
