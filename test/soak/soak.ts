/**
 * Several processes under fire: two web and two workers, one of them killed with SIGKILL every few
 * seconds, deliveries dropped, doubled, delayed and reordered, GitHub answering 5xx and 429 in bursts,
 * PostgreSQL restarted once. At the end every invariant must hold.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { defaultSettings } from '../../src/core/settings.ts';
import { startJobs } from '../../src/queue/boss.ts';
import { createDb, type Db } from '../../src/store/db.ts';
import { createProject, linksOfProject } from '../../src/store/projects.ts';
import type { Editor } from '../../src/sync/edit.ts';
import { linkByName } from '../../src/sync/link.ts';
import { startGitHub, type GitHubStandIn } from '../github/start.ts';
import { compareProject } from '../support/compare.ts';
import { environmentFor } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { editHere, editThere, type Random } from './edits.ts';
import { startFleet, type Fleet } from './fleet.ts';
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

export interface SoakResult {
  there: number;
  here: number;
  kills: number;
  acknowledged: number;
  /** Acknowledged deliveries that are not in the inbox (I1). */
  lost: number;
  /** Deliveries that ended parked, or never ended. */
  unfinished: number;
  /** Fields that differ at the end (I3, I4). */
  differences: number;
  /** Issues with two actions, or actions with two issues (I7). */
  doubles: number;
  /** Seconds until the job of a killed worker was finished by another, the longest (I10). */
  takeover: number;
}

const REPOSITORY = 'acme/widgets';

interface Field {
  github: GitHubStandIn;
  proxy: Proxy;
  fleet: Fleet;
  editor: Editor;
  db: Db;
  projectId: number;
}

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const github = await startGitHub();
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
    options.say('faults are over; waiting for quiet');
    await settle(field);
    return { ...worked.counts, ...(await judge(field)), takeover: await longestTakeover(db, worked.orphans) };
  } finally {
    await fleet.stop();
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
      const before = member.role === 'worker' ? await activeJobs(db) : [];
      await field.fleet.replace(member);
      counts.kills += 1;
      orphans.push(...(await stillActive(db, before)));
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

async function activeJobs(db: Db): Promise<{ id: string; heartbeat_on: Date | null }[]> {
  return db('pgboss.job').where({ state: 'active' }).select('id', 'heartbeat_on').catch(() => []);
}

/** Jobs that were under way at the kill and have not moved since: their worker was the one that died. */
async function stillActive(db: Db, before: readonly { id: string }[]): Promise<Orphan[]> {
  const { rows } = await db.raw<{ rows: { id: string; now: Date }[] }>("SELECT id, now() AS now FROM pgboss.job WHERE state = 'active' AND id = ANY(?)", [before.map(({ id }) => id)]).catch(() => ({ rows: [] }));
  return rows.map(({ id, now }) => ({ id, killedAt: now }));
}

async function longestTakeover(db: Db, orphans: readonly Orphan[]): Promise<number> {
  const finished = (await db('pgboss.job').whereIn('id', orphans.map(({ id }) => id)).select('id', 'completed_on')) as { id: string; completed_on: Date | null }[];
  const ends = new Map(finished.map(({ id, completed_on }) => [id, completed_on]));
  const seconds = orphans.map(({ id, killedAt }) => {
    const end = ends.get(id);
    return end ? (end.getTime() - killedAt.getTime()) / 1000 : 0;
  });
  return Math.max(0, ...seconds);
}

/** No faults any more: what was dropped is healed, what waits is done. */
async function settle({ github, db, projectId, editor }: Field): Promise<void> {
  await until('GitHub has sent everything', async () => {
    await github.control.deliveriesIdle();
    return true;
  });
  await quiet(db);
  // What no delivery told comes with a pull, as it would with the next poll.
  for (const link of await linksOfProject(db, projectId)) {
    await editor.jobs.send('backfill', { integrationId: link.integrationId, repositoryId: link.repositoryId }, { key: `${link.integrationId}/${link.repositoryId}` });
  }
  await github.control.deliveriesIdle();
  await quiet(db);
}

async function quiet(db: Db): Promise<void> {
  let calm = 0;
  await until('everything is done', async () => {
    const { rows } = await db.raw<{ rows: { left: number }[] }>(`
      SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued') + (SELECT count(*) FROM github_issue_mappings WHERE pending AND state = 'live')
           + (SELECT count(*) FROM pgboss.job WHERE name IN ('delivery', 'push', 'refresh', 'backfill') AND state IN ('created', 'retry', 'active')) AS left`);
    calm = Number(rows[0]?.left) === 0 ? calm + 1 : 0;
    return calm > 20;
  }, 180_000);
}

async function judge({ github, db, projectId }: Field): Promise<Pick<SoakResult, 'acknowledged' | 'lost' | 'unfinished' | 'differences' | 'doubles'>> {
  const guids = new Set(github.control.listAttempts().filter(({ statusCode }) => statusCode === 202).map(({ guid }) => guid));
  const known = new Set(((await db('deliveries').select('guid')) as { guid: string }[]).map(({ guid }) => guid));
  const unfinished = await db('deliveries').whereIn('state', ['queued', 'parked']).count<{ count: number }[]>();
  const { differences } = await compareProject(db, projectId, github.control.issues({ repository: REPOSITORY }));
  const doubles = await db.raw<{ rows: unknown[] }>('SELECT issue_id FROM github_issue_mappings WHERE project_id = ? GROUP BY issue_id HAVING count(*) > 1', [projectId]);
  const actions = await db.raw<{ rows: unknown[] }>('SELECT id FROM actions a WHERE project_id = ? AND NOT EXISTS (SELECT 1 FROM github_issue_mappings m WHERE m.action_id = a.id)', [projectId]);
  for (const difference of differences.slice(0, 10)) process.stderr.write(`${JSON.stringify(difference)}\n`);
  return {
    acknowledged: guids.size,
    lost: [...guids].filter((guid) => !known.has(guid)).length,
    unfinished: Number(unfinished[0]?.count),
    differences: differences.length,
    doubles: doubles.rows.length + actions.rows.length,
  };
}
