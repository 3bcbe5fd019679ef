/**
 * I3, I5, I6: a write on GitHub that takes several steps, a label taken off and another put on, sends one
 * event a step. Each shows the issue as it was before that step or after it, and they come in any order or
 * not at all. Nobody's edit may be lost to a state that nobody wanted.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { linksOfProject, type Link } from '../../src/store/projects.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { Cause } from '../../src/sync/engine.ts';
import { poll } from '../../src/sync/poll.ts';
import { pushMapping } from '../../src/sync/push.ts';
import { refreshMappings } from '../../src/sync/refresh.ts';
import { verifyMappings } from '../../src/sync/verify-mappings.ts';
import type { IssueView } from '../github/control/views.ts';
import type { PersonEdit } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

interface Field {
  before: PersonEdit;
  /** What a person does on GitHub, in two steps. */
  person: PersonEdit;
  /** What somebody does here to the same field, and the write whose answer may be lost. */
  ours: FieldValues;
  lost: { method: string; path: string };
  /** The issue with the person's edit, with both where they do not collide, and with ours alone. */
  theirs: Partial<IssueView>;
  both?: Partial<IssueView>;
  alone: Partial<IssueView>;
}

const PATCH = { method: 'PATCH', path: '/issues/{n}$' };
const LABELS = { method: 'POST', path: '/issues/{n}/labels$' };

const FIELDS: Field[] = [
  { before: { labels: ['P1'] }, person: { labels: ['P2'] }, ours: { priority: 'urgent' }, lost: LABELS, theirs: { labels: ['P2'] }, alone: { labels: ['P0'] } },
  { before: { labels: ['P1'] }, person: { labels: ['P2'] }, ours: { priority: null }, lost: { method: 'DELETE', path: '/issues/{n}/labels/' }, theirs: { labels: ['P2'] }, alone: { labels: [] } },
  { before: { labels: ['ui'] }, person: { labels: ['slow'] }, ours: { tags: ['ui', 'new'] }, lost: LABELS, theirs: { labels: ['slow'] }, both: { labels: ['new', 'slow'] }, alone: { labels: ['new', 'ui'] } },
  { before: { assignees: ['walter'] }, person: { assignees: ['olivia'] }, ours: { assignees: ['walter', 'tara'] }, lost: { method: 'POST', path: '/issues/{n}/assignees$' }, theirs: { assignees: ['olivia'] }, both: { assignees: ['olivia', 'tara'] }, alone: { assignees: ['tara', 'walter'] } },
  { before: { milestone: 1 }, person: { milestone: 2 }, ours: { milestone: 'v3.0' }, lost: PATCH, theirs: { milestoneTitle: 'v2.0' }, alone: { milestoneTitle: 'v3.0' } },
  { before: { milestone: 1 }, person: { milestone: 2 }, ours: { milestone: null }, lost: PATCH, theirs: { milestoneTitle: 'v2.0' }, alone: { milestoneTitle: null } },
  { before: { type: 'Bug' }, person: { type: 'Feature' }, ours: { issueType: 'Task' }, lost: PATCH, theirs: { issueType: 'Feature' }, alone: { issueType: 'Task' } },
];

type Order = 'as sent' | 'turned round' | 'the first lost' | 'the last lost';

const WAYS = (['before', 'after'] as const).flatMap((steps): [steps: typeof steps, order: Order, push: 'between' | 'afterwards'][] => [
  [steps, 'as sent', 'afterwards'],
  ...(['as sent', 'turned round', 'the first lost', 'the last lost'] as const).map((order): [typeof steps, Order, 'between'] => [steps, order, 'between']),
]);

/** GitHub's clock stands still unless moved, so that all steps of a write fall into one second. */
let now = Date.now();
let stack: Stack;
let link: Link;

beforeAll(async () => {
  stack = await startStack({ clock: () => now });
  const { control } = stack.github;
  for (const name of ['P0', 'P2', 'ui', 'slow', 'new']) control.createLabel({ by: 'olivia', repository: REPOSITORY, name });
  for (const title of ['v2.0', 'v3.0']) control.createMilestone({ by: 'olivia', repository: REPOSITORY, title });
  [link] = await linksOfProject(stack.database.db, await stack.project([REPOSITORY])) as [Link];
  await stack.quiet();
  // From here on the test says when something is written or read again.
  for (const queue of ['push', 'refresh'] as const) await stack.engine.jobs.boss.offWork(queue);
  control.setDeliveryMode({ mode: 'manual' });
});

afterAll(() => stack.stop());

const cause = (trigger: Cause['trigger']): Cause => ({ trigger, deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
const pendingGuids = (): string[] => stack.github.control.listPending().map(({ guid }) => guid);

async function send(guids: readonly (string | undefined)[]): Promise<void> {
  await Promise.all(guids.map(async (guid) => guid !== undefined && stack.github.control.releaseDelivery({ index: pendingGuids().indexOf(guid) })));
  await until('the deliveries are done', async () => (await stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
}

/** Does what waits in a queue. @returns how much that was */
async function work(queue: 'push' | 'refresh'): Promise<number> {
  const { boss } = stack.engine.jobs;
  // Writes are spaced, two a second: here nobody else waits for GitHub.
  await stack.database.db('api_spacings').del();
  const jobs = await boss.fetch<{ mappingId: number }>(queue, { batchSize: 1000 });
  const ids = jobs.map(({ data }) => data.mappingId);
  if (queue === 'refresh') await refreshMappings(stack.engine, ids, cause('refresh'));
  else for (const id of ids) await pushMapping(stack.engine, id, cause('push')).catch(async () => stack.engine.jobs.send('push', { mappingId: id }, { key: String(id) }));
  for (const { id } of jobs) await boss.complete(queue, id);
  return jobs.length;
}

async function settle(): Promise<void> {
  while ((await work('refresh')) + (await work('push')) > 0);
}

interface Opened {
  field: Field;
  ours: FieldValues;
  id: number;
  number: number;
  mappingId: number;
  actionId: number;
}

/** Issues as they are before, each with its action. */
async function open(wanted: readonly Pick<Opened, 'field' | 'ours'>[]): Promise<Opened[]> {
  const { control } = stack.github;
  control.setStepsTold({ steps: 'end' });
  const made = wanted.map((one) => ({ ...one, ...control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Old' }) }));
  for (const { number, field } of made) control.editIssue({ by: 'olivia', repository: REPOSITORY, number, ...field.before });
  await send(pendingGuids());
  await settle();
  now += 1000;
  return Promise.all(made.map(async ({ field, ours, id, number }): Promise<Opened> => {
    const mapping = await stack.database.db('github_issue_mappings').where({ issue_id: id }).first();
    return { field, ours, id, number, mappingId: Number(mapping.id), actionId: Number(mapping.action_id) };
  }));
}

const edit = async ({ actionId, ours }: Opened): Promise<void> =>
  expect(await editAction(stack.engine, { actionId, changes: ours, actor: 'walter' })).toMatchObject({ outcome: 'updated' });

/** Does something with each, and gives the events it sent. */
async function eventsOf(opened: readonly Opened[], act: (one: Opened) => Promise<void>): Promise<string[][]> {
  const events: string[][] = [];
  for (const one of opened) {
    const known = new Set(pendingGuids());
    await act(one);
    events.push(pendingGuids().filter((guid) => !known.has(guid)));
  }
  return events;
}

/** Sends the first event of each, works, sends the next, until both sides are at rest; what was lost a poll finds. */
async function run(events: readonly string[][], order: Order, push: string, opened: readonly Opened[]): Promise<void> {
  const kept = events.map((guids) => (order === 'the first lost' ? guids.slice(1) : order === 'the last lost' ? guids.slice(0, -1) : order === 'turned round' ? guids.toReversed() : guids));
  for (let step = 0; step < Math.max(...kept.map(({ length }) => length)); step += 1) {
    await send(kept.map((guids) => guids[step]));
    if (push === 'between') await work('push');
  }
  for (const lost of events.flat().filter((guid) => pendingGuids().includes(guid))) stack.github.control.dropDelivery({ index: pendingGuids().indexOf(lost) });
  await settle();
  if (order.endsWith('lost')) await poll(stack.engine, link.integrationId, link.repositoryId, cause('poll'));
  await settle();
  await send(pendingGuids());
  await settle();
  const ids = opened.map(({ mappingId }) => mappingId);
  expect((await verifyMappings(stack.engine, ids)).findings).toEqual([]);
  expect(await stack.database.db('github_issue_mappings').whereIn('id', ids).whereRaw('(pending OR pushing IS NOT NULL OR error IS NOT NULL)')).toEqual([]);
}

async function outcome({ actionId, id, number, ours }: Opened) {
  const issue = stack.github.control.issue({ repository: REPOSITORY, number });
  const events = await stack.database.db('action_events').where({ action_id: actionId, kind: 'lost' });
  return {
    ours, issue: { ...issue, labels: issue.labels.toSorted(), assignees: issue.assignees.toSorted() },
    lost: events.map(({ changes }) => Object.values(changes as Record<string, { from: unknown }>)[0]?.from),
    writes: stack.github.control.history({ issueId: id }).filter(({ via }) => via !== 'person').map(({ changes }) => Object.keys(changes).join(',')),
  };
}

test.each(WAYS)('replaced on GitHub while somebody edits here: events show %s each step, come %s, and the push comes %s', async (steps, order, push) => {
  const opened = await open(FIELDS.flatMap((field) => [{ field, ours: field.ours }, { field, ours: { title: 'Ours' } }]));
  stack.github.control.setStepsTold({ steps });
  for (const one of opened) await edit(one);
  await run(await eventsOf(opened, async ({ number, field }) => {
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, ...field.person });
  }), order, push, opened);
  for (const one of opened) {
    const { field, ours } = one;
    const collides = ours === field.ours;
    expect(await outcome(one)).toMatchObject({
      ours, issue: collides ? (field.both ?? field.theirs) : { ...field.theirs, title: 'Ours' },
      // What GitHub's value replaced is in the history.
      lost: collides && field.both === undefined ? Object.values(ours) : [],
      writes: collides && field.both === undefined ? [] : [expect.any(String)],
    });
  }
});

test.each(WAYS)('replaced by a write of ours whose answer is lost: events show %s each step, come %s, and the push comes %s', async (steps, order, push) => {
  const opened = await open(FIELDS.map((field) => ({ field, ours: field.ours })));
  stack.github.control.setStepsTold({ steps });
  const { boss } = stack.engine.jobs;
  await run(await eventsOf(opened, async (one) => {
    await edit(one);
    stack.github.control.addRequestFault({ ...one.field.lost, path: one.field.lost.path.replace('{n}', String(one.number)), count: 1, fault: { kind: 'reset', when: 'after' } });
    await expect(pushMapping(stack.engine, one.mappingId, cause('push'))).rejects.toThrow();
  }), order, push, opened);
  expect(await boss.fetch('push')).toEqual([]);
  for (const one of opened) {
    const { field, ours } = one;
    expect(await outcome(one)).toMatchObject({ ours, issue: field.alone, lost: [], writes: ours.priority === 'urgent' ? ['labels', 'labels'] : [expect.any(String)] });
  }
});

test.each(['before', 'after'] as const)('a single step, its event showing the issue as it was %s it, is taken in with no poll', async (steps) => {
  const all: PersonEdit = { labels: ['ui'], assignees: ['walter'], milestone: 1, type: 'Bug' };
  const single: [before: PersonEdit, person: PersonEdit][] = [
    [all, { labels: [] }], [all, { assignees: [] }], [all, { milestone: null }], [all, { type: null }],
    [{}, { labels: ['ui'] }], [{}, { assignees: ['walter'] }], [{}, { milestone: 1 }], [{}, { type: 'Bug' }],
  ];
  const opened = await open(single.map(([before, person]) => ({ field: { ...(FIELDS[0] as Field), before, person }, ours: {} })));
  stack.github.control.setStepsTold({ steps });
  await run(await eventsOf(opened, async ({ number, field }) => {
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, ...field.person });
  }), 'as sent', 'afterwards', opened);
});
