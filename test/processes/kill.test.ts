/**
 * The service is killed with SIGKILL while it works, as real processes. LOCKSTEP_KILL_DELIVERIES sets
 * the size of the first test; 1000 is the full form. All is played side by side before the tests look
 * at what came of it: most of the time is the wait for a dead worker's heartbeat to be missed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { viewOfAction } from '../../src/store/action-views.ts';
import { row, rows } from '../../src/store/db.ts';
import { editAction } from '../../src/sync/edit.ts';
import { asApp } from '../github/test-kit.ts';
import { compareProject } from '../support/compare.ts';
import { until } from '../support/until.ts';
import { edit } from './edits.ts';
import { setStage, type Stage } from './stage.ts';

const DELIVERIES = Number(process.env['LOCKSTEP_KILL_DELIVERIES'] ?? 200);
const KILLS = 3;
/** Deliveries that must have been promised before the last kill. */
const LEAST_ACKNOWLEDGED = DELIVERIES / 8;
/** 100 edits a second. */
const PACE_MS = 10;
/** I10. */
const TAKEOVER_SECONDS = 60;
/** For a hung test, not a measurement. */
const TEST_MS = 600_000 + DELIVERIES * PACE_MS * 4;

async function onStage(options: Parameters<typeof setStage>[0], play: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await setStage(options);
  try {
    await play(stage);
  } catch (error) {
    throw new Error(`${String(error)}\n${await stage.traces()}`, { cause: error });
  } finally {
    await stage.strike();
  }
}

/** Every GUID that GitHub tried to deliver, and whether one attempt was answered with 202. */
function acknowledgements({ github }: Stage): Map<string, { acknowledged: boolean; attempt: number }> {
  const found = new Map<string, { acknowledged: boolean; attempt: number }>();
  for (const { guid, id, statusCode } of github.control.listAttempts()) {
    found.set(guid, { acknowledged: statusCode === 202 || found.get(guid)?.acknowledged === true, attempt: id });
  }
  return found;
}

const acknowledged = (stage: Stage): string[] => [...acknowledgements(stage)].flatMap(([guid, one]) => (one.acknowledged ? [guid] : []));

/** As an App does it: of everything that no attempt brought over, once more. */
async function redeliverFailed(stage: Stage): Promise<void> {
  const octokit = asApp(stage.github);
  await until('GitHub has brought everything over', async () => {
    const failed = [...acknowledgements(stage).values()].filter((one) => !one.acknowledged);
    for (const { attempt } of failed) await octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: attempt });
    await stage.github.control.deliveriesIdle();
    return failed.length === 0;
  });
}

/** Edits on GitHub at 100 a second, while the service is killed again and again. */
async function editUnderKills(stage: Stage): Promise<void> {
  let told = 0;
  stage.github.state.listeners.push(() => (told += 1));
  let service = await stage.start();
  let kills = 0;
  // Only a part of the edits may fall into an outage, so that others are delivered between the kills.
  let outage: { restarted: Promise<unknown>; until: number } | null = null;
  // However slow the machine: a kill that comes before anything was taken in says nothing.
  const wasTakenIn = (): boolean => acknowledged(stage).length > ((kills + 1) * LEAST_ACKNOWLEDGED) / KILLS;
  for (let n = 0; told < DELIVERIES || kills < KILLS; n += 1) {
    edit(stage.github, n);
    await sleep(PACE_MS);
    if (outage && told >= outage.until) {
      await outage.restarted;
      outage = null;
    }
    if (!outage && kills < KILLS && told >= ((kills + 1) * DELIVERIES) / (KILLS + 1) && wasTakenIn()) {
      service.kill('SIGKILL');
      expect(await service.ended).toBeNull();
      kills += 1;
      const restarted = stage.start().then((next) => (service = next));
      outage = { restarted, until: told + DELIVERIES / (2 * (KILLS + 1)) };
    }
  }
  await outage?.restarted;
  expect(kills).toBe(KILLS);
}

async function isQuiet({ database }: Stage): Promise<boolean> {
  const left = await row<{ left: number }>(database.db, `
    SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued') + (SELECT count(*) FROM github_issue_mappings WHERE pending AND state = 'live')
         + (SELECT count(*) FROM pgboss.job WHERE name NOT IN ('maintain', 'discover', 'poll', 'heal', 'verify') AND name NOT LIKE '\\_\\_%' AND state IN ('created', 'retry', 'active')) AS left`);
  return Number(left?.left) === 0;
}

const deliveriesUnderKills = (): Promise<void> =>
  onStage({ deliveryConcurrency: 25 }, async (stage) => {
    const first = await stage.start();
    const projectId = await stage.link('acme/widgets');
    await stage.pulled(projectId);
    first.kill('SIGTERM');
    expect(await first.ended).toBe(0);

    await editUnderKills(stage);
    await stage.github.control.deliveriesIdle();
    const { db } = stage.database;
    const states = async (): Promise<Map<string, string>> => new Map((await db('deliveries').select('guid', 'state')).map(({ guid, state }) => [guid, state]));

    // What was answered with 202 was committed before, kill or no kill.
    const promised = acknowledged(stage);
    const stored = await states();
    expect(promised.length).toBeGreaterThan(LEAST_ACKNOWLEDGED);
    expect(promised.filter((guid) => !stored.has(guid))).toEqual([]);
    expect(acknowledgements(stage).size).toBeGreaterThanOrEqual(DELIVERIES);

    await redeliverFailed(stage);
    await until('the work of the killed is taken over and done', () => isQuiet(stage));
    const done = await states();
    const unfinished = [...acknowledgements(stage).keys()].filter((guid) => !['processed', 'ignored'].includes(done.get(guid) ?? 'missing'));
    expect(unfinished).toEqual([]);
    // Delivered twice or thrice, stored once.
    expect(done.size).toBe((await db('deliveries')).length);

    const { fields, differences } = await compareProject(db, projectId, stage.github.control.issues({ repository: 'acme/widgets' }));
    expect(differences).toEqual([]);
    expect(fields).toBeGreaterThan(0);
    // Nothing was edited here, so nothing may have been written there (I6).
    expect(stage.github.control.history().filter(({ via }) => via === 'rest')).toEqual([]);
  });

const killedWorker = (): Promise<void> =>
  onStage({}, async (stage) => {
    const { db } = stage.database;
    const doomed = await stage.start();
    const projectId = await stage.link('acme/widgets');
    await stage.pulled(projectId);
    const [mapping] = await db('github_issue_mappings').where({ project_id: projectId, issue_number: 1 });

    // The first push reads the issue and never gets an answer.
    stage.github.control.addRequestFault({ method: 'GET', path: '/issues/1$', nth: 1, fault: { kind: 'hang' } });
    await editAction({ db, jobs: stage.jobs }, { actionId: mapping.action_id, changes: { title: 'Edited under a kill' }, actor: 'walter' });
    const job = await until('the push is under way', async () => {
      const [found] = await rows<{ id: string }>(db, "SELECT id::text FROM pgboss.job WHERE name = 'push' AND state = 'active'");
      return found && stage.github.control.listFaults().requests[0]?.struck === 1 && found;
    });
    await stage.start('elsewhere');
    doomed.kill('SIGKILL');
    await doomed.ended;
    const killed = await row<{ at: Date }>(db, 'SELECT clock_timestamp() AS at');

    const done = await until('another worker has done it', async () => {
      const found = await row<{ state: string; retries: number; seconds: number }>(
        db, 'SELECT state::text, retry_count AS retries, extract(epoch FROM completed_on - ?)::float8 AS seconds FROM pgboss.job WHERE id = ?', [killed?.at, job.id],
      );
      return found?.state === 'completed' && found;
    });
    expect(done.retries).toBe(1);
    expect(done.seconds).toBeLessThanOrEqual(TAKEOVER_SECONDS);
    expect(stage.github.control.issue({ repository: 'acme/widgets', number: 1 }).title).toBe('Edited under a kill');
    expect(stage.github.control.history().filter(({ via }) => via === 'rest')).toHaveLength(1);
    expect(await viewOfAction(db, mapping.action_id)).toMatchObject({ title: 'Edited under a kill', github: { pending: false, error: null } });
  });

const killedPull = (): Promise<void> =>
  onStage({ seed: 'bench:600' }, async (stage) => {
    const { db } = stage.database;
    const person = stage.github.control.accounts().find(({ type }) => type === 'User')?.login ?? '';
    stage.github.control.install({ by: person, account: 'northwind' });
    // 600 issues are six pages; the fourth is asked for and never comes.
    const pages = 6;
    stage.github.control.addRequestFault({ operation: 'lockstepBackfill', nth: 4, fault: { kind: 'hang' } });
    const doomed = await stage.start();
    const projectId = await stage.link('northwind/bench');
    await until('three pages are in and the fourth is awaited', async () => {
      const [link] = await db('github_integration_repositories').where({ project_id: projectId });
      return link.pulled === 300 && stage.github.control.listFaults().requests[0]?.struck === 1;
    });
    doomed.kill('SIGKILL');
    await doomed.ended;
    expect((await db('github_integration_repositories').where({ project_id: projectId }))[0]).toMatchObject({ backfill_state: 'pulling', pulled: 300, cursor: expect.any(String) });

    await stage.start();
    await stage.pulled(projectId);
    await until('nothing more is to do', () => isQuiet(stage));
    expect(stage.github.control.counters()['GraphQL lockstepBackfill']).toBe(pages + 1);
    const issues = stage.github.control.issues({ repository: 'northwind/bench' }).filter(({ isPullRequest }) => !isPullRequest);
    expect(issues).toHaveLength(600);
    expect((await compareProject(db, projectId, issues)).differences).toEqual([]);
    expect(await row(db, "SELECT count(*)::int AS actions, count(DISTINCT issue_id)::int AS issues FROM actions a JOIN github_issue_mappings m ON m.action_id = a.id WHERE a.project_id = ?", [projectId]))
      .toEqual({ actions: 600, issues: 600 });
    expect(await row(db, "SELECT count(*)::int AS created FROM action_events WHERE project_id = ? AND kind = 'created'", [projectId])).toEqual({ created: 600 });
  });

let outcomes: PromiseSettledResult<void>[] = [];

beforeAll(async () => {
  outcomes = await Promise.allSettled([deliveriesUnderKills(), killedWorker(), killedPull()]);
}, TEST_MS);

test.each([
  [`I1, I3: ${DELIVERIES} deliveries, ${KILLS} kills: what was acknowledged is there and processed, and both sides agree`, 0],
  ['I10: the job of a killed worker is taken over within 60 s, and its write happens once', 1],
  ['a pull killed in the middle goes on from its cursor: one page is asked for again, no issue comes twice', 2],
])('%s', (_name, index) => {
  const outcome = outcomes[index];
  if (outcome?.status === 'rejected') throw outcome.reason;
  expect(outcome?.status).toBe('fulfilled');
});
