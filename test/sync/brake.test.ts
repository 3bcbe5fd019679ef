import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { viewOfAction } from '../../src/store/action-views.ts';
import { brakedMappings } from '../../src/store/brakes.ts';
import { callOffProgress } from '../../src/store/call-offs.ts';
import { archiveActions } from '../../src/sync/archive-action.ts';
import { confirmBrake } from '../../src/sync/brake.ts';
import { discardBrake } from '../../src/sync/call-off.ts';
import { dryRun } from '../../src/sync/dry-run.ts';
import { BULK, INTERACTIVE } from '../../src/sync/edit.ts';
import { editActions } from '../../src/sync/edit-many.ts';
import { countsOf, readIntegration } from '../../src/sync/integration/read.ts';
import { planBackfill } from '../../src/sync/link.ts';
import { defaultSettings, parseSettings } from '../../src/core/settings.ts';
import { linksOfProject } from '../../src/store/projects.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';
const ISSUES = 12;

let stack: Stack;
let projectId: number;
let integrationId: number;

beforeAll(async () => {
  stack = await startStack();
  for (let index = 0; index < ISSUES; index += 1) stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: `Issue ${index}`, labels: index % 3 === 0 ? ['bug'] : [] });
  projectId = await stack.project([REPOSITORY]);
  await stack.quiet();
  const [integration] = await stack.database.db('github_integrations').where({ project_id: projectId });
  integrationId = integration.id;
});

afterAll(async () => {
  await stack.stop();
});

const db = () => stack.database.db;
const writes = () => stack.github.control.history().filter(({ via }) => via === 'rest').length;

async function setIntegration(values: object): Promise<void> {
  await db()('github_integrations').where({ id: integrationId }).update(values);
}

async function pullAgain(): Promise<void> {
  for (const link of await linksOfProject(db(), projectId)) await planBackfill(db(), stack.engine.jobs, link.integrationId, link.repositoryId);
  await until('pulled again', async () => (await linksOfProject(db(), projectId)).every(({ backfill }) => backfill.state === 'live'));
  await pushed();
  // What was written comes back as events: they must not arrive in the midst of what a test does next.
  await stack.github.control.deliveriesIdle();
  await pushed();
}

async function pushed(): Promise<void> {
  await until('pushes are done', async () => (await db().raw("SELECT 1 FROM pgboss.job WHERE name IN ('push', 'refresh', 'delivery') AND state IN ('created', 'retry', 'active')")).rows.length === 0);
}

async function discard(): Promise<number> {
  const count = await discardBrake(stack.engine, { id: integrationId, projectId }, 'olivia');
  await until('it is called off', async () => (await callOffProgress(db(), projectId)).total === 0);
  return count;
}

/** A rule that wants to write to every issue: actions were changed while nothing was pushed, then pushing is switched on. */
async function wave(changes = "title = title || '!'", which = 'true', settings = {}): Promise<void> {
  await setIntegration({ settings: JSON.stringify({ direction: 'push', ...settings }) });
  await db().raw("UPDATE actions SET " + changes + ' WHERE project_id = ? AND ' + which, [projectId]);
  // What is seen next is newer than everything known, so each issue is merged again.
  await db().raw("UPDATE github_issue_mappings SET issue_updated_at = issue_updated_at - interval '1 day' WHERE project_id = ?", [projectId]);
}

describe('the brake', () => {
  test('few writes of a rule go out at once', async () => {
    await setIntegration({ brake_limit: 100 });
    const before = writes();
    await wave();
    await pullAgain();
    expect(writes() - before).toBe(ISSUES + 2);
    expect(await brakedMappings(db(), integrationId)).toEqual([]);
  });

  test('many wait, with the list, until a person lets them through', async () => {
    await setIntegration({ brake_limit: 5 });
    await db()('github_issue_mappings').update({ released_at: null });
    const before = writes();
    await wave();
    await pullAgain();
    expect(writes()).toBe(before);
    const waiting = await brakedMappings(db(), integrationId);
    expect(waiting).toHaveLength(ISSUES + 2);
    const { actionId = 0 } = waiting[0] ?? {};
    expect(await viewOfAction(db(), actionId)).toMatchObject({ github: { pending: true, braked: true } });
    expect(await confirmBrake(stack.engine, integrationId)).toBe(ISSUES + 2);
    await until('they went out', () => writes() === before + ISSUES + 2);
    expect(await viewOfAction(db(), actionId)).toMatchObject({ github: { braked: false } });
    await until('nothing waits', async () => (await brakedMappings(db(), integrationId)).length === 0);
  });

  test('I5: a person calls them off: actions take what GitHub has, and the history keeps what they had', async () => {
    await stack.quiet();
    await db()('github_issue_mappings').update({ released_at: null });
    const before = writes();
    await wave("title = title || '!', tags = tags || ARRAY['customer-acme']", 'true', { mappings: { tags: { deny: ['customer-*'] } } });
    await pullAgain();
    expect(await discard()).toBe(ISSUES + 2);
    expect(writes()).toBe(before);
    const issues = stack.github.control.issues({ repository: REPOSITORY });
    const actions = await db()('actions').where({ project_id: projectId });
    expect(actions.map(({ title }) => title).toSorted()).toEqual(issues.map(({ title }) => title).toSorted());
    // What was never meant for GitHub is no part of it.
    expect(actions.every(({ tags }) => tags.includes('customer-acme'))).toBe(true);
    await db().raw("UPDATE actions SET tags = array_remove(tags, 'customer-acme') WHERE project_id = ?", [projectId]);
  });
});

describe('closing and taking labels off', () => {
  const bugs = () => stack.github.control.issues({ repository: REPOSITORY }).filter(({ labels }) => labels.includes('bug')).length;

  test('few go out at once, counted apart from the other writes', async () => {
    await setIntegration({ brake_limit: 100, brake_closing_limit: 3 });
    await db()('github_issue_mappings').update({ released_at: null });
    const [before, had] = [writes(), bugs()];
    await wave('category = NULL', "id IN (SELECT id FROM actions WHERE category = 'bug' ORDER BY id LIMIT 3)");
    await db().raw("UPDATE actions SET title = title || '.' WHERE project_id = ?", [projectId]);
    await pullAgain();
    expect(bugs()).toBe(had - 3);
    expect(writes() - before).toBe(ISSUES + 2 + 3);
  });

  test('more wait long before the general limit, with what would be lost listed first, also beside what went before', async () => {
    await stack.quiet();
    const before = writes();
    await wave("status = 'done'", 'id IN (SELECT max(id) FROM actions)');
    await pullAgain();
    expect(writes()).toBe(before);
    const first = (await readIntegration(db(), projectId))?.brake;
    expect(first).toMatchObject({ since: expect.any(Date), issues: [{ loss: 'closing', repository: REPOSITORY }] });
    expect(countsOf(first?.issues ?? [])).toEqual({ waiting: 1, closing: 1, unlabelling: 0 });
    await wave();
    await pullAgain();
    const view = await readIntegration(db(), projectId);
    expect(countsOf(view?.brake.issues ?? [])).toMatchObject({ waiting: ISSUES + 2, closing: 1 });
    expect(view?.brake.issues[0]).toMatchObject({ loss: 'closing' });
    expect(await discard()).toBe(ISSUES + 2);
    expect(writes()).toBe(before);
    expect(await db()('actions').where({ project_id: projectId, status: 'done' })).toEqual([]);
  });
});

describe('bulk edits', () => {
  test('an edit of many asks first and changes nothing; confirmed, it is one push an issue', async () => {
    await setIntegration({ brake_limit: 8, settings: '{}' });
    const ids = (await db()('actions').where({ project_id: projectId })).map(({ id }) => id);
    const asked = await editActions(stack.engine, { actionIds: ids, changes: { priority: 'high' }, actor: 'olivia', confirmed: false });
    expect(asked).toMatchObject({ outcome: 'confirm', limit: 8, targets: expect.arrayContaining([expect.objectContaining({ repository: REPOSITORY })]) });
    expect(await db()('actions').where({ project_id: projectId, priority: 'high' })).toEqual([]);
    const done = await editActions(stack.engine, { actionIds: ids, changes: { priority: 'high' }, actor: 'olivia', confirmed: true });
    expect(done).toMatchObject({ outcome: 'done', updated: ids.length, refused: [] });
    await stack.quiet();
    expect(stack.github.control.issues({ repository: REPOSITORY }).every(({ labels }) => labels.includes('P1'))).toBe(true);
  });

  test('what breaks off on the way leaves nothing half done: none is edited or archived, none is pushed', async () => {
    const ids = (await db()('actions').where({ project_id: projectId }).orderBy('id')).map(({ id }) => Number(id));
    const history = async (): Promise<unknown> => db()('action_events').where({ project_id: projectId }).count();
    const before = await history();
    await db().raw(`CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken off'; END $$;
      CREATE TRIGGER break_off BEFORE UPDATE ON actions FOR EACH ROW WHEN (NEW.id = ${ids[6] as number}) EXECUTE FUNCTION break_off()`);
    try {
      await expect(editActions(stack.engine, { actionIds: ids, changes: { category: null, description: 'Half done' }, actor: 'olivia', confirmed: true })).rejects.toThrow('broken off');
      await expect(archiveActions(stack.engine, { actionIds: ids, archived: true, actor: 'olivia' })).rejects.toThrow('broken off');
    } finally {
      await db().raw('DROP TRIGGER break_off ON actions; DROP FUNCTION break_off()');
    }
    expect(await db()('actions').where({ project_id: projectId }).whereRaw("(description = 'Half done' OR archived_at IS NOT NULL)")).toEqual([]);
    expect(await db()('github_issue_mappings').where({ project_id: projectId, pending: true })).toEqual([]);
    expect(await history()).toEqual(before);
  });

  test('an edit of one action goes before an edit of many', async () => {
    const ids = (await db()('actions').where({ project_id: projectId }).orderBy('id')).map(({ id }) => Number(id));
    await pushed();
    await db().raw("DELETE FROM pgboss.job WHERE name = 'push'");
    await editActions(stack.engine, { actionIds: ids.slice(0, 11), changes: { description: 'The same for all' }, actor: 'olivia', confirmed: true });
    await editActions(stack.engine, { actionIds: ids.slice(11, 12), changes: { description: 'The same for all' }, actor: 'olivia', confirmed: true });
    await pushed();
    const { rows } = await db().raw<{ rows: { priority: number; count: string }[] }>("SELECT priority, count(*) AS count FROM pgboss.job WHERE name = 'push' AND priority > 0 GROUP BY 1 ORDER BY 1");
    expect(rows.map(({ priority, count }) => [priority, Number(count)])).toEqual([[BULK, 11], [INTERACTIVE, 1]]);
  });

  test('closing asks at a limit of its own', async () => {
    await setIntegration({ brake_closing_limit: 2 });
    const ids = (await db()('actions').where({ project_id: projectId }).limit(3)).map(({ id }) => id);
    expect(await editActions(stack.engine, { actionIds: ids, changes: { status: 'done' }, actor: 'olivia', confirmed: false })).toMatchObject({ outcome: 'confirm', limit: 2 });
  });
});

describe('dry run', () => {
  test('counts what the settings would make of every issue, and writes nothing', async () => {
    const parsed = parseSettings({ filters: { exclude: { labels: ['bug'] } } });
    if (!parsed.ok) throw new Error('settings');
    const [link] = await linksOfProject(db(), projectId);
    if (!link) throw new Error('no link');
    const tables = async () => JSON.stringify([await db()('actions').orderBy('id'), await db()('github_issue_mappings').orderBy('id')]);
    const before = [writes(), await tables()];
    const seen: number[] = [];
    const repository = { id: link.repositoryId, installationId: link.installationId, owner: link.owner, name: link.name };
    const result = await dryRun(stack.engine, [repository], parsed.settings, { onPage: ({ tally }) => void seen.push(tally.issues) });
    const bugs = stack.github.control.issues({ repository: REPOSITORY }).filter(({ labels }) => labels.includes('bug')).length;
    expect(result).toMatchObject({ issues: ISSUES + 2, admitted: ISSUES + 2 - bugs, filtered: [{ value: 'filters.exclude.labels', count: bugs }], requests: 1 });
    expect(result.priorities).toEqual([{ value: 'high', count: ISSUES + 2 - bugs }]);
    expect(result.unmatchedPeople).toEqual([{ value: 'walter', count: 1 }]);
    expect(result.samples[0]?.values.status).toBe('open');
    expect(seen).toEqual([ISSUES + 2]);
    expect([writes(), await tables()]).toEqual(before);
    const plain = await dryRun(stack.engine, [repository], defaultSettings());
    expect(plain.admitted).toBe(ISSUES + 2);
    // Pull requests come along with each issue, and GitHub charges for it.
    const withPulls = parseSettings({ mappings: { status: { sources: [{ from: 'pullRequests', rows: [{ on: 'open', status: 'in_progress' }] }] } } });
    if (!withPulls.ok) throw new Error(JSON.stringify(withPulls.problems));
    expect((await dryRun(stack.engine, [repository], withPulls.settings)).points).toBeGreaterThan(plain.points);
  });
});
