/** I5: what loses, and what waits for a person, is told with whose it was and when, however long after and by whatever way it is found. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FieldKey, FieldValues } from '../../src/core/action.ts';
import { openConflictsOfProject } from '../../src/store/conflicts.ts';
import { linksOfProject } from '../../src/store/projects.ts';
import { editAction } from '../../src/sync/edit.ts';
import { pauseProject, resumeProject } from '../../src/sync/halt.ts';
import { poll } from '../../src/sync/poll.ts';
import { resolveConflict } from '../../src/sync/resolve.ts';
import { cause } from '../support/lifecycle.ts';
import { mapIssue, useSettings, type MappedIssue, type PersonEdit } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';

const REPOSITORY = 'acme/widgets';
const MINUTE = 60_000;
const SETTINGS = {
  conflictPolicy: 'ask' as const,
  mappings: {
    priority: { sources: [{ from: 'labels' as const, rules: [{ label: 'priority: *' }] }] },
    custom: [
      { key: 'stage', name: 'Stage', kind: 'single_select' as const, target: { issueField: 'Stage' } },
      { key: 'steps', name: 'Steps', kind: 'text' as const, target: { section: 'Steps' } },
    ],
  },
};

/** GitHub's clock is ahead of the database's: how far moves with the story. */
let ahead = 0;
let stack: Stack;
let projectId: number;
let mapped: MappedIssue;

beforeAll(async () => {
  stack = await startStack({ clock: () => Date.now() + ahead });
  stack.github.control.createIssueField({ organization: 'acme', name: 'Stage', dataType: 'single_select', options: ['Draft', 'Review'] });
  projectId = await stack.project([REPOSITORY]);
});
afterAll(() => stack.stop());

beforeEach(async () => {
  await useSettings(stack, projectId, SETTINGS);
  mapped = await mapIssue(stack, REPOSITORY, { title: 'Agreed', body: 'Agreed\n\n### Steps\n\nnone\n' });
});
afterEach(() => stack.github.control.clearDeliveryFaults());

/** Some minutes later somebody edits the issue. @returns GitHub's time of it, in whole seconds */
function later(by: string, edit: PersonEdit): number {
  ahead += 10 * MINUTE;
  const { updatedAt } = stack.github.control.editIssue({ by, repository: REPOSITORY, number: mapped.number, ...edit });
  return Date.parse(updatedAt);
}

const here = (changes: FieldValues) => editAction({ db: stack.database.db, jobs: { ...stack.engine.jobs, send: async () => {} } }, { actionId: mapped.actionId, changes, actor: 'tara' });
const conflicts = async () => (await openConflictsOfProject(stack.database.db, projectId)).filter(({ actionId }) => actionId === mapped.actionId)
  .map(({ field, githubActor, githubAt, lockstepActor }) => ({ field, by: githubActor, at: githubAt?.getTime(), ours: lockstepActor }));
const events = async (kind: string) => (await stack.database.db('action_events').where({ action_id: mapped.actionId, kind }).orderBy('id')).map(({ side, actor, changes }) => [side, actor, Object.keys(changes)]);
const dropEvents = () => stack.github.control.addDeliveryFault({ fault: { kind: 'drop' } });

async function pollAll(): Promise<void> {
  for (const { integrationId, repositoryId } of await linksOfProject(stack.database.db, projectId)) await poll(stack.engine, integrationId, repositoryId, { ...cause(), trigger: 'poll' });
  await stack.quiet();
}

/** How both sides come to know of each other: after a pause; by a poll, where no event came; by an event of something else, the one before having been lost. */
const WAYS: [way: string, before: () => unknown, after: () => Promise<unknown>][] = [
  ['after a pause', () => pauseProject(stack.engine, projectId, 'Paused by tara.'), async () => {
    await resumeProject(stack.engine, projectId);
    await stack.quiet();
  }],
  ['by a poll', dropEvents, pollAll],
  ['by an event of something else', dropEvents, async () => {
    stack.github.control.clearDeliveryFaults();
    later('walter', { removeLabels: ['later'] });
    await stack.quiet();
  }],
];

describe('an open conflict shows whose value it is, and since when', () => {
  const FIELDS: [FieldKey, PersonEdit, FieldValues][] = [
    ['title', { title: 'Theirs' }, { title: 'Ours' }],
    ['description', { body: 'Theirs\n\n### Steps\n\nnone\n' }, { description: 'Ours\n\n### Steps\n\nnone\n' }],
    ['status', { state: 'closed' }, { status: 'cancelled' }],
    ['priority', { addLabels: ['priority: high'] }, { priority: 'low' }],
    ['issueType', { type: 'Bug' }, { issueType: 'Task' }],
    ['custom.stage', { fields: { Stage: 'Draft' } }, { 'custom.stage': 'Review' }],
  ];

  test.each(WAYS.flatMap(([way, before, after]) => FIELDS.map(([field, theirs, ours]) => ({ way, before, after, field, theirs, ours }))))('$way: $field', async ({ before, after, field, theirs, ours }) => {
    await before();
    const at = later('olivia', theirs);
    later('walter', { addLabels: ['later'] });
    await here(ours);
    await after();
    expect(await conflicts()).toEqual([{ field, by: 'olivia', at, ours: 'tara' }]);
  });

  test('of further edits the last one', async () => {
    dropEvents();
    later('olivia', { title: 'Theirs' });
    await here({ title: 'Ours' });
    await pollAll();
    const at = later('walter', { title: 'Theirs again' });
    later('olivia', { addLabels: ['later'] });
    await pollAll();
    expect(await conflicts()).toEqual([{ field: 'title', by: 'walter', at, ours: 'tara' }]);
    // What is known is not asked again.
    const asked = stack.github.control.counters()['GraphQL lockstepTimeline'];
    later('olivia', { removeLabels: ['later'] });
    await pollAll();
    expect(stack.github.control.counters()['GraphQL lockstepTimeline']).toBe(asked);
    expect(await conflicts()).toEqual([{ field: 'title', by: 'walter', at, ours: 'tara' }]);
  });

  test('where the event that brings it tells, nothing is asked', async () => {
    await here({ title: 'Ours' });
    const asked = stack.github.control.counters()['GraphQL lockstepTimeline'];
    const at = later('olivia', { title: 'Theirs' });
    await stack.quiet();
    expect(await conflicts()).toEqual([{ field: 'title', by: 'olivia', at, ours: 'tara' }]);
    expect(stack.github.control.counters()['GraphQL lockstepTimeline']).toBe(asked);
  });

  test('what a person decides against has its own author in the history, not the one who decides', async () => {
    await here({ title: 'Ours' });
    later('olivia', { title: 'Theirs' });
    await stack.quiet();
    const [conflict] = (await openConflictsOfProject(stack.database.db, projectId)).filter(({ actionId }) => actionId === mapped.actionId);
    await resolveConflict(stack.engine, (conflict as { id: number }).id, { value: 'Both' }, 'walter');
    await stack.quiet();
    expect(await events('lost')).toEqual([['github', 'olivia', ['title']], ['lockstep', 'tara', ['title']]]);
    expect(await events('resolved')).toEqual([['lockstep', 'walter', ['title']]]);
  });
});

describe('what loses has its own author in the history', () => {
  test.each(WAYS.flatMap(([way, before, after]) => (['lockstep', 'newest', 'github'] as const).map((policy) => ({ way, before, after, policy }))))('$way: $policy wins', async ({ before, after, policy }) => {
    await useSettings(stack, projectId, { ...SETTINGS, conflictPolicy: policy });
    await before();
    later('olivia', { title: 'Theirs' });
    later('walter', { addLabels: ['later'] });
    await here({ title: 'Ours' });
    await stack.database.db.raw("UPDATE github_issue_mappings SET edited = jsonb_set(edited, '{title,at}', to_jsonb((now() + interval '10 days')::text)) WHERE action_id = ?", [mapped.actionId]);
    await after();
    expect(await events('lost')).toEqual([policy === 'github' ? ['lockstep', 'tara', ['title']] : ['github', 'olivia', ['title']]]);
  });
});

test('nobody is said to have changed what the event that brings it does not tell of', async () => {
  dropEvents();
  later('olivia', { title: 'Theirs' });
  stack.github.control.clearDeliveryFaults();
  later('walter', { addLabels: ['later'] });
  await stack.quiet();
  expect((await mapped.values()).title).toBe('Theirs');
  expect(await events('changed')).toEqual(expect.arrayContaining([['github', null, ['title']], ['github', 'walter', ['tags']]]));
  expect(await events('changed')).toHaveLength(2);
});
