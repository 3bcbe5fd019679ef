/**
 * I6, I7: every kind of write whose answer is lost after it took effect. Judged from the stand-in's
 * history: it was applied exactly once, nothing else was written, and both sides agree in the end.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { findAction } from '../../src/store/actions.ts';
import { deleteAction } from '../../src/sync/delete-action.ts';
import { createAction } from '../../src/sync/create-action.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { IssueView } from '../github/control/views.ts';
import { useSettings, type PersonEdit } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';
const PROJECT = 1;

interface Case {
  /** How the issue is before. */
  before?: PersonEdit;
  /** Field of the GitHub project and its value before. */
  placed?: [field: string, value: string];
  changes: FieldValues;
  /** The call whose answer is lost; `{n}` stands for the issue's number. */
  lost: { method?: string; path?: string; operation?: string; nth?: number };
  /** What the history shows of it, in order: action and what changed. */
  wrote: string[];
  has: Partial<IssueView>;
  /** What the GitHub project then shows. */
  shown?: Record<string, string>;
}

const PATCH = { method: 'PATCH', path: '/issues/{n}$' };

const CASES: Record<string, Case> = {
  'the title': { changes: { title: 'New' }, lost: PATCH, wrote: ['issue.update title'], has: { title: 'New' } },
  'the body': { changes: { description: 'New\r\ntext' }, lost: PATCH, wrote: ['issue.update body'], has: { body: 'New\r\ntext' } },
  'title and body': { changes: { title: 'New', description: 'Text' }, lost: PATCH, wrote: ['issue.update title,body'], has: { title: 'New', body: 'Text' } },
  'closing': { changes: { status: 'cancelled' }, lost: PATCH, wrote: ['issue.update state,stateReason'], has: { state: 'closed', stateReason: 'not_planned' } },
  'reopening': { before: { state: 'closed' }, changes: { status: 'open' }, lost: PATCH, wrote: ['issue.update state,stateReason'], has: { state: 'open' } },
  'opening in order to close for another reason': { before: { state: 'closed' }, changes: { status: 'cancelled' }, lost: { ...PATCH, nth: 1 }, wrote: ['issue.update state,stateReason', 'issue.update state,stateReason'], has: { state: 'closed', stateReason: 'not_planned' } },
  'closing for another reason': { before: { state: 'closed' }, changes: { status: 'cancelled' }, lost: { ...PATCH, nth: 2 }, wrote: ['issue.update state,stateReason', 'issue.update state,stateReason'], has: { state: 'closed', stateReason: 'not_planned' } },
  'labels that come': { changes: { tags: ['ui', 'slow'] }, lost: { method: 'POST', path: '/issues/{n}/labels$' }, wrote: ['issue.update labels'], has: { labels: ['slow', 'ui'] } },
  'a label that the repository lacks': { changes: { tags: ['made for this'] }, lost: { method: 'POST', path: '/widgets/labels$' }, wrote: ['issue.update labels'], has: { labels: ['made for this'] } },
  'a label that goes': { before: { addLabels: ['ui', 'slow'] }, changes: { tags: ['slow'] }, lost: { method: 'DELETE', path: '/issues/{n}/labels/ui$' }, wrote: ['issue.update labels'], has: { labels: ['slow'] } },
  'a label swapped for another': { before: { addLabels: ['P2'] }, changes: { priority: 'high' }, lost: { method: 'POST', path: '/issues/{n}/labels$' }, wrote: ['issue.update labels', 'issue.update labels'], has: { labels: ['P1'] } },
  'the label that makes way': { before: { addLabels: ['P2'] }, changes: { priority: 'high' }, lost: { method: 'DELETE', path: '/issues/{n}/labels/P2$' }, wrote: ['issue.update labels', 'issue.update labels'], has: { labels: ['P1'] } },
  'closing, with a label that makes way': { before: { addLabels: ['in progress'] }, changes: { status: 'done' }, lost: PATCH, wrote: ['issue.update state,stateReason', 'issue.update labels'], has: { state: 'closed', labels: [] } },
  'people who come': { changes: { assignees: ['walter'] }, lost: { method: 'POST', path: '/issues/{n}/assignees$' }, wrote: ['issue.update assignees'], has: { assignees: ['walter'] } },
  'people who go': { before: { assignees: ['walter', 'olivia'] }, changes: { assignees: ['olivia'] }, lost: { method: 'DELETE', path: '/issues/{n}/assignees$' }, wrote: ['issue.update assignees'], has: { assignees: ['olivia'] } },
  'the milestone': { changes: { milestone: 'v1.0' }, lost: PATCH, wrote: ['issue.update milestone'], has: { milestoneTitle: 'v1.0' } },
  'no milestone': { before: { milestone: 1 }, changes: { milestone: null }, lost: PATCH, wrote: ['issue.update milestone'], has: { milestoneTitle: null } },
  'the issue type': { changes: { issueType: 'Bug' }, lost: PATCH, wrote: ['issue.update issueType'], has: { issueType: 'Bug' } },
  'an issue field': { changes: { 'custom.points': 3 }, lost: { method: 'POST', path: '/issues/{n}/issue-field-values$' }, wrote: ['issue.update field Points'], has: { fields: { Points: 3 } } },
  'an issue field cleared': { before: { fields: { Points: 3 } }, changes: { 'custom.points': null }, lost: { method: 'DELETE', path: '/issues/{n}/issue-field-values/' }, wrote: ['issue.update field Points'], has: { fields: {} } },
  'a place in a GitHub project': { changes: { 'custom.team': 'Red' }, lost: { operation: 'lockstepAdd' }, wrote: ['project_item.created item', 'project_item.edited Roadmap: Team'], has: {}, shown: { Team: 'Red' } },
  'a field of a GitHub project': { placed: ['Team', 'Blue'], changes: { 'custom.team': 'Red' }, lost: { operation: 'lockstepSet' }, wrote: ['project_item.edited Roadmap: Team'], has: {}, shown: { Team: 'Red' } },
  'a field of a GitHub project cleared': { placed: ['Team', 'Blue'], changes: { 'custom.team': null }, lost: { operation: 'lockstepClear' }, wrote: ['project_item.edited Roadmap: Team'], has: {}, shown: {} },
};

const CLOSED = 'closed with its action';
const MADE = 'made for an action';

interface Run {
  id: number;
  number: number;
  actionId: number;
  /** Length of the history before the edit. */
  from: number;
}

let stack: Stack;
let projectId: number;
const runs = new Map<string, Run>();

beforeAll(async () => {
  stack = await startStack();
  const { control } = stack.github;
  control.createIssueField({ organization: 'acme', name: 'Points', dataType: 'number' });
  control.createProject({ organization: 'acme', title: 'Roadmap', fields: { Team: ['Red', 'Blue'] } });
  projectId = await stack.project([REPOSITORY]);
  await useSettings(stack, projectId, {
    deletedActions: 'close',
    mappings: { custom: [
      { key: 'points', name: 'Points', kind: 'number', target: { issueField: 'Points' } },
      { key: 'team', name: 'Team', kind: 'single_select', target: { projectField: 'Team', project: PROJECT } },
    ] },
  });
  for (const name of ['ui', 'slow', 'P2']) control.createLabel({ by: 'olivia', repository: REPOSITORY, name });
  for (const [name, { before, placed }] of Object.entries(CASES)) await open(name, before, placed);
  await stack.quiet();
  const closing = await open(CLOSED);
  await stack.quiet();
  // All at once, so that the pauses before the repetitions are one.
  for (const [name, { changes, lost }] of Object.entries(CASES)) {
    const run = runs.get(name) as Run;
    lose(lost, run.number);
    run.from = control.history().length;
    expect(await editAction(stack.engine, { actionId: run.actionId, changes, actor: 'walter' })).toMatchObject({ outcome: 'updated' });
  }
  lose(PATCH, closing.number);
  closing.from = control.history().length;
  await deleteAction(stack.engine, { actionId: closing.actionId, actor: 'walter' });
  lose({ method: 'POST', path: '/widgets/issues$' }, 0);
  const repositoryId = control.repositories().find(({ fullName }) => fullName === REPOSITORY)?.id as number;
  expect(await createAction(stack.engine, { projectId, values: { title: MADE, tags: ['ui'] }, actor: 'walter', repositoryId })).toMatchObject({ outcome: 'created' });
  await stack.quiet();
});

afterAll(() => stack.stop());

async function open(title: string, before?: PersonEdit, placed?: Case['placed']): Promise<Run> {
  const { control } = stack.github;
  const { id, number } = control.createIssue({ by: 'walter', repository: REPOSITORY, title });
  if (before) control.editIssue({ by: 'olivia', repository: REPOSITORY, number, ...before });
  if (placed) control.setProjectField({ by: 'olivia', repository: REPOSITORY, number, project: PROJECT, field: placed[0], value: placed[1] });
  const mapping = await until('the action', () => stack.database.db('github_issue_mappings').where({ issue_id: id }).first());
  const run = { id, number, actionId: Number(mapping.action_id), from: 0 };
  runs.set(title, run);
  return run;
}

function lose({ path, ...lost }: Case['lost'], number: number): void {
  stack.github.control.addRequestFault({ ...lost, ...(path !== undefined && { path: path.replace('{n}', String(number)) }), ...(lost.nth === undefined && { count: 1 }), fault: { kind: 'reset', when: 'after' } });
}

/** What was written to the issue, by the App. */
function wrote({ id, from }: Run): string[] {
  return stack.github.control.history({ issueId: id, after: from }).filter(({ via }) => via !== 'person').map(({ action, changes }) => [action, Object.keys(changes).join(',')].join(' ').trim());
}

async function atRest({ actionId }: Pick<Run, 'actionId'>): Promise<void> {
  const { db } = stack.database;
  expect(await db('github_issue_mappings').where({ action_id: actionId }).first()).toMatchObject({ pending: false, pushing: null, error: null, refused: null });
  expect(await db('conflicts').where({ action_id: actionId })).toEqual([]);
  expect(await db('action_events').where({ action_id: actionId, kind: 'lost' })).toEqual([]);
}

test.each(Object.entries(CASES))('%s', async (name, { changes, wrote: expected, has, shown }) => {
  const run = runs.get(name) as Run;
  const issue = stack.github.control.issue({ repository: REPOSITORY, number: run.number });
  expect({ ...issue, labels: issue.labels.toSorted() }).toMatchObject(has);
  if (shown) expect(stack.github.control.projectFields({ repository: REPOSITORY, number: run.number, project: PROJECT })).toEqual(shown);
  expect((await findAction(stack.database.db, run.actionId))?.values).toMatchObject(changes);
  expect(wrote(run)).toEqual(expected);
  await atRest(run);
});

test('the closing of a deleted action’s issue', async () => {
  const run = runs.get(CLOSED) as Run;
  expect(stack.github.control.issue({ repository: REPOSITORY, number: run.number })).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
  expect(wrote(run)).toEqual(['issue.update state,stateReason']);
  expect(await stack.database.db('github_issue_mappings').where({ action_id: run.actionId }).first()).toMatchObject({ closing: false, state: 'detached' });
});

test('an issue, and a label, are made once', async () => {
  const { control } = stack.github;
  expect(control.history().filter(({ action, changes }) => action === 'issue.create' && changes['title']?.to === MADE)).toHaveLength(1);
  expect(control.history().filter(({ action, changes }) => action === 'label.create' && changes['name']?.to === 'made for this')).toHaveLength(1);
  const [action, ...more] = await stack.database.db('actions').where({ title: MADE });
  expect(more).toEqual([]);
  await atRest({ actionId: action.id });
});

test('every loss took place, and nothing came back as an edit', async () => {
  expect(stack.github.control.listFaults().requests.filter(({ struck }) => struck !== 1)).toEqual([]);
  const writes = stack.github.control.history().length;
  await stack.quiet();
  expect(stack.github.control.history()).toHaveLength(writes);
});

test('what a person then sets is theirs, though it is what we wrote once', async () => {
  const { control } = stack.github;
  const [title, labels] = ['the title', 'labels that come'].map((name) => runs.get(name) as Run);
  const there = async (edits: [run: Run | undefined, edit: PersonEdit][]): Promise<void> => {
    for (const [run, edit] of edits) control.editIssue({ by: 'olivia', repository: REPOSITORY, number: run?.number ?? 0, ...edit });
    await stack.quiet();
  };
  await there([[title, { title: 'Theirs' }], [labels, { removeLabels: ['ui'] }]]);
  const writes = control.history().length;
  await there([[title, { title: 'New' }], [labels, { addLabels: ['ui'] }]]);
  expect(control.history()).toHaveLength(writes + 2);
  expect((await findAction(stack.database.db, title?.actionId ?? 0))?.values.title).toBe('New');
  expect((await findAction(stack.database.db, labels?.actionId ?? 0))?.values.tags).toEqual(expect.arrayContaining(['slow', 'ui']));
});
