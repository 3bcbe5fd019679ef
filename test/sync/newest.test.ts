/** I14: "newest wins" goes by when the field changed, also where it is a type, an issue field or a field of a GitHub project. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { editAction } from '../../src/sync/edit.ts';
import { mapIssue, useSettings, type MappedIssue } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';

const REPOSITORY = 'acme/widgets';
const HOUR = 3_600_000;

let stack: Stack;
let mapped: MappedIssue;
let project: number;
let askSchema: Stack['engine']['github']['issueSchema'];

beforeAll(async () => {
  stack = await startStack();
  askSchema = stack.engine.github.issueSchema.bind(stack.engine.github);
  const { control } = stack.github;
  control.createIssueField({ organization: 'acme', name: 'Stage', dataType: 'single_select', options: ['Draft', 'Review'] });
  project = control.createProject({ organization: 'acme', title: 'Roadmap', fields: { Team: ['Red', 'Blue'] } }).number;
  const projectId = await stack.project([REPOSITORY]);
  await useSettings(stack, projectId, {
    conflictPolicy: 'newest',
    mappings: {
      custom: [
        { key: 'stage', name: 'Stage', kind: 'single_select', target: { issueField: 'Stage' } },
        { key: 'team', name: 'Team', kind: 'single_select', target: { projectField: 'Team', project } },
      ],
    },
  });
});

afterAll(async () => {
  await stack.stop();
});

beforeEach(async () => {
  mapped = await mapIssue(stack, REPOSITORY, { title: 'Agreed' });
});

afterEach(() => {
  stack.engine.github.issueSchema = askSchema;
});

const there = {
  issueType: () => stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: mapped.number, type: 'Bug' }),
  'custom.stage': () => stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: mapped.number, fields: { Stage: 'Draft' } }),
  'custom.team': () => stack.github.control.setProjectField({ by: 'olivia', repository: REPOSITORY, number: mapped.number, project, field: 'Team', value: 'Red' }),
};
const here = { issueType: 'Task', 'custom.stage': 'Review', 'custom.team': 'Blue' };
const onGitHub = {
  issueType: () => mapped.issue().issueType,
  'custom.stage': () => mapped.issue().fields['Stage'],
  'custom.team': () => stack.github.control.projectFields({ repository: REPOSITORY, number: mapped.number, project })?.['Team'],
};

/** A field is edited on GitHub some hours ago, and here two hours ago; then, on GitHub, something else may happen to the issue. */
async function editBoth(field: keyof typeof there, hours: number, isTouched: boolean): Promise<FieldValues> {
  const { control } = stack.github;
  control.setDeliveryMode({ mode: 'manual' });
  control.advanceClock({ ms: -hours * HOUR });
  there[field]();
  control.advanceClock({ ms: hours * HOUR });
  if (isTouched) control.editIssue({ by: 'walter', repository: REPOSITORY, number: mapped.number, addLabels: ['later'] });
  await editAction({ db: stack.database.db, jobs: { ...stack.engine.jobs, send: async () => {} } }, { actionId: mapped.actionId, changes: { [field]: here[field] }, actor: 'walter' });
  await stack.database.db.raw(`UPDATE github_issue_mappings SET edited = jsonb_set(edited, ARRAY[?, 'at'], to_jsonb((now() - interval '2 hours')::text)) WHERE action_id = ?`, [field, mapped.actionId]);
  control.setDeliveryMode({ mode: 'auto' });
  await control.releaseAll();
  await stack.quiet();
  return mapped.values();
}

const lost = async () => (await stack.database.db('action_events').where({ action_id: mapped.actionId, kind: 'lost' })).map(({ side, changes }) => [side, changes]);

test.each([
  ['issueType', 3, 'Task', ['github', 'Bug']],
  ['issueType', 1, 'Bug', ['lockstep', 'Task']],
  ['custom.stage', 3, 'Review', ['github', 'Draft']],
  ['custom.stage', 1, 'Draft', ['lockstep', 'Review']],
  ['custom.team', 3, 'Blue', ['github', 'Red']],
  ['custom.team', 1, 'Red', ['lockstep', 'Blue']],
] as const)('I14: %s set on GitHub %p hours ago, and the issue touched later by something else, leaves %p', async (field, hours, winner, [side, loser]) => {
  expect(await editBoth(field, hours, true)).toMatchObject({ [field]: winner });
  expect(onGitHub[field]()).toBe(winner);
  expect(await lost()).toEqual([[side, { [field]: { from: loser, to: winner } }]]);
});

test('I14: a field of a GitHub project, which does not move the time of its issue, wins where it is the newer one', async () => {
  await stack.database.db('github_issue_mappings').where({ action_id: mapped.actionId }).update({ issue_updated_at: new Date(Date.now() - 5 * HOUR) });
  stack.github.state.repositories.forEach(({ issues }) => issues.forEach((issue) => { issue.updatedAt -= 5 * HOUR; }));
  expect(await editBoth('custom.team', 1, false)).toMatchObject({ 'custom.team': 'Red' });
  expect(await lost()).toEqual([['lockstep', { 'custom.team': { from: 'Blue', to: 'Red' } }]]);
});

test.each(['issueType', 'custom.stage'] as const)('I14: on a server that does not tell when %s changed, the time of the issue counts', async (field) => {
  stack.engine.github.issueSchema = async (client) => new Set([...await askSchema(client)].filter((name) => !name.endsWith('Event')));
  expect(await editBoth(field, 3, true)).not.toMatchObject({ [field]: here[field] });
  expect((await lost()).map(([side]) => side)).toEqual(['lockstep']);
});
