/** What somebody changes right after a write of ours, before the next look at the issue: it is theirs, and stands. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { editAction } from '../../src/sync/edit.ts';
import { rightAfter, rightBefore } from '../support/between.ts';
import { mapIssue, useSettings, type MappedIssue, type PersonEdit } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

/** So that what happens one after the other does not fall into one second of GitHub's. */
let ahead = 0;
let stack: Stack;
let mapped: MappedIssue;

beforeAll(async () => {
  stack = await startStack({ clock: () => Date.now() + ahead });
  await useSettings(stack, await stack.project([REPOSITORY]), {});
});
afterAll(() => stack.stop());
beforeEach(async () => {
  mapped = await mapIssue(stack, REPOSITORY, { title: 'Agreed', body: 'one\ntwo\nthree\n' });
});

const person = (edit: PersonEdit) => stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: mapped.number, ...edit });
const LABELS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
const mapping = async () => (await stack.database.db('github_issue_mappings').where({ action_id: mapped.actionId }))[0];

test('I4, I5: a label taken off again is no refusal of GitHub’s, and stays off', async () => {
  rightAfter(stack.engine, LABELS, () => person({ removeLabels: ['ours'] }));
  await mapped.edit({ tags: ['ours'] });
  expect(mapped.issue().labels).toEqual([]);
  expect((await mapped.values()).tags).toEqual([]);
  expect(await mapping()).toMatchObject({ refused: null, error: null });
});

test('I5: a label taken off again stays off, though its event comes before our answer', async () => {
  rightAfter(stack.engine, LABELS, async () => {
    person({ removeLabels: ['ours'] });
    await until('its events are taken in', async () => {
      await stack.github.control.deliveriesIdle();
      return (await stack.database.db('deliveries').where({ state: 'queued' })).length === 0;
    });
  });
  await mapped.edit({ tags: ['ours'] });
  expect(mapped.issue().labels).toEqual([]);
  expect((await mapped.values()).tags).toEqual([]);
});

test('I5: a text given back between two calls of one write stays, of which no timeline tells', async () => {
  rightAfter(stack.engine, 'PATCH', () => person({ body: 'one\ntwo\nthree\n' }));
  await mapped.edit({ status: 'done', description: 'ours\n', tags: ['ours'] });
  expect(mapped.issue()).toMatchObject({ state: 'closed', body: 'one\ntwo\nthree\n' });
  expect((await mapped.values()).description).toBe('one\ntwo\nthree\n');
});

test('I4, I5: opened again between two calls of one write, it stays open', async () => {
  rightAfter(stack.engine, 'PATCH', () => person({ state: 'open' }));
  await mapped.edit({ status: 'done', tags: ['ours'] });
  expect(mapped.issue()).toMatchObject({ state: 'open', labels: ['ours'] });
  expect(await mapped.values()).toMatchObject({ status: 'open', tags: ['ours'] });
  expect(await mapping()).toMatchObject({ refused: null, error: null });
});

test.each(['before our answer', 'after our answer'])('I5: opened again after both steps to another reason and told %s, it stays open, though the first step opened it too', async (told) => {
  const { control } = stack.github;
  person({ state: 'closed', stateReason: 'not_planned' });
  await stack.quiet();
  // A second of its own, so that its event is surely newer.
  ahead += 5000;
  if (told === 'after our answer') control.setDeliveryMode({ mode: 'manual' });
  else control.addDeliveryFault({ fault: { kind: 'drop' } });
  rightBefore(stack.engine, LABELS, async () => {
    ahead += 5000;
    control.clearDeliveryFaults();
    person({ state: 'open' });
    if (told === 'before our answer') await until('its event is taken in', async () => (await mapping()).base.status === 'open');
    ahead += 5000;
  });
  await editAction(stack.engine, { actionId: mapped.actionId, changes: { status: 'done', tags: ['ours'] }, actor: 'tara' });
  await until('it is pushed', async () => (await mapping()).pushing === null && !(await mapping()).pending);
  control.setDeliveryMode({ mode: 'auto' });
  await control.releaseAll();
  await stack.quiet();
  expect(mapped.issue()).toMatchObject({ state: 'open', labels: ['ours'] });
  expect(await mapped.values()).toMatchObject({ status: 'open', tags: ['ours'] });
});
