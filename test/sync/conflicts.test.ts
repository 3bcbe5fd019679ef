import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { viewOfAction } from '../../src/store/action-views.ts';
import { openConflictsOfProject } from '../../src/store/conflicts.ts';
import { editAction } from '../../src/sync/edit.ts';
import { resolveConflict, restoreValue } from '../../src/sync/resolve.ts';
import { rightAfter } from '../support/between.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;
let number: number;
let actionId: number;

beforeAll(async () => {
  stack = await startStack();
  projectId = await stack.project([REPOSITORY]);
});

afterAll(async () => {
  await stack.stop();
});

beforeEach(async () => {
  const issue = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Agreed', body: 'one\ntwo\nthree\n' });
  ({ number } = issue);
  const mapping = await until('the action', async () => (await stack.database.db('github_issue_mappings').where({ issue_id: issue.id }))[0]);
  actionId = mapping.action_id;
  await stack.quiet();
});

async function useSettings(settings: object): Promise<void> {
  await stack.database.db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify(settings) });
}

/** Both sides edit before either has heard of the other. */
async function editBoth(there: { title?: string; body?: string }, here: Record<string, string>): Promise<void> {
  stack.github.control.setDeliveryMode({ mode: 'manual' });
  stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, ...there });
  await editAction(stack.engine, { actionId, changes: here, actor: 'tara' });
  await until('the push has read the other edit', async () => (await stack.database.db('github_issue_mappings').where({ action_id: actionId }))[0]?.pending === false);
  stack.github.control.setDeliveryMode({ mode: 'auto' });
  await stack.github.control.releaseAll();
  await stack.quiet();
}

/** Both sides edit the title, and by the clocks of GitHub and the database the edit here is so much the younger. */
async function editApart(interval: string): Promise<void> {
  await useSettings({ conflictPolicy: 'newest' });
  const { control } = stack.github;
  control.setDeliveryMode({ mode: 'manual' });
  const { updatedAt } = control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'Theirs' });
  await editAction({ db: stack.database.db, jobs: { ...stack.engine.jobs, send: async () => {} } }, { actionId, changes: { title: 'Ours' }, actor: 'tara' });
  await stack.database.db.raw(`UPDATE github_issue_mappings SET edited = jsonb_set(edited, '{title,at}', to_jsonb((?::timestamptz + ?::interval)::text)) WHERE action_id = ?`, [updatedAt, interval, actionId]);
  control.setDeliveryMode({ mode: 'auto' });
  await control.releaseAll();
  await stack.quiet();
}

const issue = () => stack.github.control.issue({ repository: REPOSITORY, number });
const action = () => viewOfAction(stack.database.db, actionId);
const lost = async () => stack.database.db('action_events').where({ action_id: actionId, kind: 'lost' }).orderBy('id');

describe('policies', () => {
  test('I5: GitHub wins; what lost here is kept with both values, and one call restores it', async () => {
    await useSettings({ conflictPolicy: 'github' });
    await editBoth({ title: 'Theirs' }, { title: 'Ours' });
    expect(issue().title).toBe('Theirs');
    expect((await action())?.title).toBe('Theirs');
    const [event] = await lost();
    expect(event).toMatchObject({ side: 'lockstep', changes: { title: { from: 'Ours', to: 'Theirs' } } });
    await restoreValue(stack.engine, actionId, event.id, 'title', 'tara');
    await stack.quiet();
    expect(issue().title).toBe('Ours');
    expect((await action())?.title).toBe('Ours');
  });

  test('I5: Lockstep wins; what lost on GitHub is kept', async () => {
    await useSettings({ conflictPolicy: 'lockstep' });
    await editBoth({ title: 'Theirs' }, { title: 'Ours' });
    expect(issue().title).toBe('Ours');
    expect((await action())?.title).toBe('Ours');
    expect(await lost()).toEqual([expect.objectContaining({ side: 'github', changes: { title: { from: 'Theirs', to: 'Ours' } } })]);
  });

  test('I14: newest wins falls back to GitHub within two seconds, and keeps the loser', async () => {
    await editApart('1 second');
    expect(issue().title).toBe('Theirs');
    expect(await lost()).toHaveLength(1);
  });

  test('I14: newest wins goes by the clocks of GitHub and the database where they are far apart', async () => {
    await editApart('1 hour');
    expect(issue().title).toBe('Ours');
  });

  describe('I14: newest wins by the time of the field, not of the issue, which every other change moves', () => {
    const HOUR = 3_600_000;

    /** An edit on GitHub as it was made some hours ago. */
    function editedBefore(hours: number, there: { title?: string; body?: string }): void {
      stack.github.state.repositories.forEach(({ issues }) => issues.forEach((one) => { one.createdAt -= 9 * HOUR; }));
      stack.github.control.advanceClock({ ms: -hours * HOUR });
      stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, ...there });
      stack.github.control.advanceClock({ ms: hours * HOUR });
      // Somebody labels it much later.
      stack.github.control.editIssue({ by: 'walter', repository: REPOSITORY, number, addLabels: ['later'] });
    }

    test.each([
      ['title', { title: 'Theirs' }, { title: 'Ours' }],
      ['description', { body: 'theirs' }, { description: 'ours' }],
    ] as const)('an older %s of GitHub loses to a push', async (field, there, here) => {
      await useSettings({ conflictPolicy: 'newest' });
      stack.github.control.setDeliveryMode({ mode: 'manual' });
      editedBefore(2, there);
      await editAction(stack.engine, { actionId, changes: here, actor: 'tara' });
      await until('the push is over', async () => (await stack.database.db('github_issue_mappings').where({ action_id: actionId }))[0]?.pending === false);
      stack.github.control.setDeliveryMode({ mode: 'auto' });
      await stack.github.control.releaseAll();
      await stack.quiet();
      expect(await action()).toMatchObject({ ...here, tags: ['later'] });
      expect((await lost()).map(({ side, changes }) => [side, changes[field].from])).toEqual([['github', Object.values(there)[0]]]);
    });

    test.each([[3, 'Ours'], [1, 'Theirs']])('read again after an event, an edit of %p hours ago leaves %p', async (hours, winner) => {
      await useSettings({ conflictPolicy: 'newest' });
      stack.github.control.setDeliveryMode({ mode: 'manual' });
      editedBefore(hours, { title: 'Theirs' });
      await editAction({ db: stack.database.db, jobs: { ...stack.engine.jobs, send: async () => {} } }, { actionId, changes: { title: 'Ours' }, actor: 'tara' });
      await stack.database.db.raw(`UPDATE github_issue_mappings SET edited = jsonb_set(edited, '{title,at}', to_jsonb((now() - interval '2 hours')::text)) WHERE action_id = ?`, [actionId]);
      stack.github.control.setDeliveryMode({ mode: 'auto' });
      await stack.github.control.releaseAll();
      await stack.quiet();
      expect([issue().title, (await action())?.title]).toEqual([winner, winner]);
    });
  });

  test('lines of one text that do not collide merge with nobody asked', async () => {
    await useSettings({ conflictPolicy: 'ask' });
    await editBoth({ body: 'ONE\ntwo\nthree\n' }, { description: 'one\ntwo\nTHREE\n' });
    expect(issue().body).toBe('ONE\ntwo\nTHREE\n');
    expect((await action())?.description).toBe('ONE\ntwo\nTHREE\n');
    expect(await openConflictsOfProject(stack.database.db, projectId)).toEqual([]);
  });
});

describe('ask', () => {
  async function collide() {
    await useSettings({ conflictPolicy: 'ask' });
    await editBoth({ title: 'Theirs' }, { title: 'Ours' });
    const conflicts = (await openConflictsOfProject(stack.database.db, projectId)).filter((one) => one.actionId === actionId);
    expect(conflicts).toHaveLength(1);
    return conflicts[0] as (typeof conflicts)[number];
  }

  test('I4: the field is held on both sides and the conflict shows base, both values, who and when', async () => {
    const conflict = await collide();
    expect(conflict).toMatchObject({ field: 'title', base: 'Agreed', github: 'Theirs', lockstep: 'Ours', lockstepActor: 'tara' });
    expect(issue().title).toBe('Theirs');
    expect(await action()).toMatchObject({ title: 'Ours', github: { conflict: true } });
  });

  test('further edits update the open conflict; other fields go on', async () => {
    const conflict = await collide();
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'Theirs again', addLabels: ['bug'] });
    await stack.quiet();
    const [now] = (await openConflictsOfProject(stack.database.db, projectId)).filter((one) => one.actionId === actionId);
    expect(now).toMatchObject({ id: conflict.id, github: 'Theirs again', lockstep: 'Ours', base: 'Agreed' });
    expect((await action())?.category).toBe('bug');
  });

  test.each([
    ['GitHub\'s', { take: 'github' }, 'Theirs', ['Ours']],
    ['ours', { take: 'lockstep' }, 'Ours', ['Theirs']],
    ['a merged one', { value: 'Both' }, 'Both', ['Theirs', 'Ours']],
  ] as const)('a person takes %s: it goes to both sides, the rest stays in the history', async (_name, decision, final, losers) => {
    const conflict = await collide();
    const outcome = await resolveConflict(stack.engine, conflict.id, decision, 'olivia');
    expect(outcome.outcome).toBe('updated');
    await stack.quiet();
    expect(issue().title).toBe(final);
    expect(await action()).toMatchObject({ title: final, github: { conflict: false, pending: false } });
    expect((await lost()).map(({ changes }) => changes.title.from).toSorted()).toEqual([...losers].toSorted());
    expect(await resolveConflict(stack.engine, conflict.id, decision, 'olivia')).toEqual({ outcome: 'missing' });
  });

  test('both sides coming to agree closes it', async () => {
    await collide();
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'Ours' });
    await stack.quiet();
    expect((await openConflictsOfProject(stack.database.db, projectId)).filter((one) => one.actionId === actionId)).toEqual([]);
    expect(issue().title).toBe('Ours');
  });
});

describe('the race GitHub cannot prevent', () => {
  test('I5: an edit between our read and our write is told by the webhook of our write, and kept', async () => {
    await useSettings({});
    const { id: held } = stack.github.control.addRequestFault({ method: 'PATCH', fault: { kind: 'held' } });
    await editAction(stack.engine, { actionId, changes: { title: 'Ours' }, actor: 'tara' });
    await until('the push is under way', async () => (await stack.database.db('github_issue_mappings').where({ action_id: actionId }))[0]?.pushing);
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'In between' });
    stack.github.control.clearRequestFaults({ id: held });
    await stack.quiet();
    const kept = (await stack.database.db('action_events').where({ action_id: actionId })).flatMap(({ changes }) => (changes.title ? [changes.title.from, changes.title.to] : []));
    expect(kept).toContain('In between');
    expect(kept).toContain('Ours');
    expect(issue().title).toBe((await action())?.title);
  });

  test('I5: a milestone set between our read and our write is told by its own webhook, late, and kept', async () => {
    await useSettings({});
    const { control } = stack.github;
    control.createMilestone({ by: 'olivia', repository: REPOSITORY, title: 'Ours' });
    const between = control.createMilestone({ by: 'olivia', repository: REPOSITORY, title: 'In between' });
    await stack.quiet();
    const { id: held } = control.addRequestFault({ method: 'PATCH', fault: { kind: 'held' } });
    control.setDeliveryMode({ mode: 'manual' });
    await editAction(stack.engine, { actionId, changes: { milestone: 'Ours' }, actor: 'tara' });
    await until('the push is under way', async () => (await stack.database.db('github_issue_mappings').where({ action_id: actionId }))[0]?.pushing);
    control.editIssue({ by: 'olivia', repository: REPOSITORY, number, milestone: between.number });
    control.clearRequestFaults({ id: held });
    await until('the push is over', async () => (await stack.database.db('github_issue_mappings').where({ action_id: actionId }))[0]?.pushing === null);
    control.setDeliveryMode({ mode: 'auto' });
    await control.releaseAll();
    await stack.quiet();
    expect(await action()).toMatchObject({ milestone: 'Ours' });
    expect((await lost()).map(({ changes }) => changes)).toEqual([{ milestone: { from: 'In between', to: 'Ours' } }]);
  });
});

test('I5: what a person decides while a push is reading the issue is not decided anew by it', async () => {
  await useSettings({ conflictPolicy: 'ask' });
  await editBoth({ title: 'Theirs' }, { title: 'Ours' });
  const open = async () => (await openConflictsOfProject(stack.database.db, projectId)).filter((one) => one.actionId === actionId);
  const [conflict] = await open();
  rightAfter(stack.engine, 'GET /repos/{owner}/{repo}/issues/{issue_number}', () => resolveConflict(stack.engine, (conflict as { id: number }).id, { take: 'lockstep' }, 'tara'));
  await editAction(stack.engine, { actionId, changes: { description: 'one\n' }, actor: 'tara' });
  await stack.quiet();
  expect(await open()).toEqual([]);
  expect(issue()).toMatchObject({ title: 'Ours', body: 'one\n' });
  expect(await action()).toMatchObject({ title: 'Ours' });
});

describe('filters', () => {
  test('an issue that leaves the filter has its action archived, and comes back with it', async () => {
    await useSettings({ filters: { exclude: { labels: ['wontfix'] } } });
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, addLabels: ['wontfix'] });
    await stack.quiet();
    const [archived] = await stack.database.db('actions').where({ id: actionId });
    expect(archived).toMatchObject({ archived_reason: 'filter', title: 'Agreed' });
    // Owed nothing while it is out: the edit waits.
    await editAction(stack.engine, { actionId, changes: { title: 'Edited while out' }, actor: 'tara' });
    await until('the push has seen it', async () => (await stack.database.db.raw("SELECT 1 FROM pgboss.job WHERE name = 'push' AND state IN ('created', 'active')")).rows.length === 0);
    expect(issue().title).toBe('Agreed');
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, removeLabels: ['wontfix'] });
    await stack.quiet();
    expect(issue().title).toBe('Edited while out');
    expect((await stack.database.db('actions').where({ id: actionId }))[0]).toMatchObject({ archived_at: null, archived_reason: null });
  });

  test('an issue that never passed becomes no action', async () => {
    const { id } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Out', labels: ['wontfix'] });
    await stack.quiet();
    expect(await stack.database.db('github_issue_mappings').where({ issue_id: id })).toEqual([]);
  });
});
