/** A single-select field of a GitHub project (v2) stands for a status, a priority or a field of the project's own. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { viewOfAction } from '../../src/store/action-views.ts';
import { findAction } from '../../src/store/actions.ts';
import { editAction } from '../../src/sync/edit.ts';
import { poll } from '../../src/sync/poll.ts';
import { rightBefore } from '../support/between.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';
const BY = { by: 'walter', repository: REPOSITORY };

let stack: Stack;
let projectId: number;
let project: number;
let number: number;
let actionId: number;

beforeAll(async () => {
  stack = await startStack();
  project = stack.github.control.createProject({
    organization: 'acme', title: 'Roadmap', fields: { Status: ['Todo', 'Doing', 'Done'], Urgency: ['Now', 'Later'], Team: ['Red', 'Blue'] },
  }).number;
  projectId = await stack.project([REPOSITORY]);
  const settings = {
    mappings: {
      status: { sources: [{ from: 'projectField', project, field: 'Status', options: { Doing: 'in_progress', Todo: 'open', Done: 'done' } }] },
      priority: { sources: [{ from: 'projectField', project, field: 'Urgency', options: { Now: 'urgent', Later: 'low' } }] },
      custom: [{ key: 'team', name: 'Team', kind: 'single_select', target: { projectField: 'Team', project } }],
    },
  };
  expect(parseSettings(settings)).toMatchObject({ ok: true });
  await stack.database.db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify(settings) });
});

afterAll(async () => {
  await stack.stop();
});

beforeEach(async () => {
  const issue = stack.github.control.createIssue({ ...BY, title: 'Planned' });
  ({ number } = issue);
  actionId = (await until('the action', async () => (await stack.database.db('github_issue_mappings').where({ issue_id: issue.id }))[0])).action_id;
  await stack.quiet();
});

const values = async (): Promise<FieldValues> => (await findAction(stack.database.db, actionId))?.values ?? {};
const error = async () => (await viewOfAction(stack.database.db, actionId))?.github?.error;
const onGitHub = () => stack.github.control.projectFields({ repository: REPOSITORY, number, project });
const set = (field: string, value: string | null) => stack.github.control.setProjectField({ ...BY, number, project, field, value });

async function here(changes: FieldValues): Promise<void> {
  expect((await editAction(stack.engine, { actionId, changes, actor: 'walter' })).outcome).toBe('updated');
  await stack.quiet();
  const writes = stack.github.control.history().length;
  expect(await values()).toMatchObject(changes);
  await stack.quiet();
  expect(stack.github.control.history()).toHaveLength(writes);
  expect(await stack.database.db('action_events').where({ action_id: actionId, kind: 'lost' })).toEqual([]);
}

test('the fields of a project arrive, and are cleared', async () => {
  set('Status', 'Doing');
  set('Urgency', 'Now');
  set('Team', 'Red');
  await stack.quiet();
  expect(await values()).toMatchObject({ status: 'in_progress', priority: 'urgent', 'custom.team': 'Red' });
  set('Urgency', null);
  set('Team', 'Blue');
  await stack.quiet();
  expect(await values()).toMatchObject({ priority: null, 'custom.team': 'Blue' });
  stack.github.control.removeFromProject({ ...BY, number, project });
  await stack.quiet();
  expect(await values()).toMatchObject({ status: 'open', 'custom.team': null });
});

test('I6: edits here are written, the issue added to the project once, and the echoes are known', async () => {
  expect(onGitHub()).toBeNull();
  await here({ status: 'in_progress', priority: 'low', 'custom.team': 'Red' });
  expect(onGitHub()).toEqual({ Status: 'Doing', Urgency: 'Later', Team: 'Red' });
  await here({ priority: null, 'custom.team': 'Blue' });
  expect(onGitHub()).toEqual({ Status: 'Doing', Team: 'Blue' });
  await here({ status: 'done' });
  expect(stack.github.control.issue({ repository: REPOSITORY, number })).toMatchObject({ state: 'closed', stateReason: 'completed' });
  expect(stack.github.control.history().filter(({ action, issueId }) => action === 'project_item.created' && issueId === stack.github.control.issue({ repository: REPOSITORY, number }).id)).toHaveLength(1);
});

test('I5: an option that somebody chooses right before our write is told by the webhook of our write, and kept', async () => {
  set('Urgency', 'Later');
  await stack.quiet();
  rightBefore(stack.engine, 'mutation lockstepSet', () => set('Team', 'Blue'));
  await editAction(stack.engine, { actionId, changes: { 'custom.team': 'Red' }, actor: 'walter' });
  await stack.quiet();
  expect(onGitHub()).toEqual({ Urgency: 'Later', Team: 'Red' });
  const lost = await stack.database.db('action_events').where({ action_id: actionId, kind: 'lost' });
  expect(lost.map(({ side, changes }) => [side, changes])).toEqual([['github', { 'custom.team': { from: 'Blue', to: 'Red' } }]]);
});

test('the field is found however many projects the issue stands in, by webhook, poll and pull', async () => {
  const others = Array.from({ length: 12 }, (_, index) => stack.github.control.createProject({ organization: 'acme', title: `Other ${index}`, fields: { Status: ['Todo'] } }).number);
  const many = stack.github.control.createIssue({ ...BY, title: 'Everywhere' });
  for (const other of others) stack.github.control.setProjectField({ ...BY, number: many.number, project: other, field: 'Status', value: 'Todo' });
  stack.github.control.setProjectField({ ...BY, number: many.number, project, field: 'Status', value: 'Doing' });
  const status = async () => (await stack.database.db('actions').where({ project_id: projectId, title: 'Everywhere' }).first())?.status;
  await until('the status', async () => (await status()) === 'in_progress');
  await stack.quiet();
  // A pull reads pages, where a webhook reads one issue.
  await stack.database.db('actions').where({ title: 'Everywhere' }).update({ status: 'open' });
  await stack.database.db('github_issue_mappings').where({ issue_id: many.id }).update({ base: stack.database.db.raw(`base || '{"status":"open"}'`), issue_updated_at: new Date(0) });
  const [link] = await stack.database.db('github_integration_repositories').where({ project_id: projectId });
  await poll(stack.engine, link.integration_id, link.repository_id, { trigger: 'poll', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
  expect(await status()).toBe('in_progress');
  await stack.quiet();
});

test('an edit of the title beside it merges as ever', async () => {
  set('Status', 'Doing');
  await stack.quiet();
  stack.github.control.editIssue({ ...BY, number, title: 'Renamed there' });
  await stack.quiet();
  expect(await values()).toMatchObject({ title: 'Renamed there', status: 'in_progress' });
});

test('without auto-sync a webhook changes nothing, and the next poll does', async () => {
  const switchTo = (autoSync: boolean) => stack.database.db('github_integrations').where({ project_id: projectId }).update({ auto_sync: autoSync });
  await switchTo(false);
  set('Status', 'Doing');
  await stack.quiet();
  expect((await values()).status).toBe('open');
  const [link] = await stack.database.db('github_integration_repositories').where({ project_id: projectId });
  await poll(stack.engine, link.integration_id, link.repository_id, { trigger: 'refresh', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
  await until('the status', async () => (await values()).status === 'in_progress');
  await switchTo(true);
});

test('what the project cannot take is named, and the rest is written', async () => {
  await editAction(stack.engine, { actionId, changes: { title: 'Titled', 'custom.team': 'Green' }, actor: 'walter' });
  await stack.quiet();
  expect(stack.github.control.issue({ repository: REPOSITORY, number }).title).toBe('Titled');
  expect(await error()).toMatch(/"Team" of project 1 has no option "Green"/);
});

test('I3: a poll finds what no webhook told', async () => {
  const [link] = await stack.database.db('github_integration_repositories').where({ project_id: projectId });
  const look = () => poll(stack.engine, link.integration_id, link.repository_id, { trigger: 'refresh', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
  await look();
  stack.github.control.setDeliveryMode({ mode: 'manual' });
  set('Status', 'Doing');
  expect((await values()).status).toBe('open');
  await look();
  await until('the status', async () => (await values()).status === 'in_progress');
  stack.github.control.setDeliveryMode({ mode: 'auto' });
  await stack.github.control.releaseAll();
  await stack.quiet();
});

test('without the permission nothing is taken for cleared, and the rest goes on', async () => {
  set('Team', 'Red');
  await stack.quiet();
  stack.github.control.setInstallationPermissions({ by: 'olivia', account: 'acme', permissions: { issues: 'write', metadata: 'read', pull_requests: 'read' } });
  await stack.quiet();
  stack.github.control.editIssue({ ...BY, number, title: 'Without projects' });
  await stack.quiet();
  expect(await values()).toMatchObject({ title: 'Without projects', 'custom.team': 'Red' });
  await editAction(stack.engine, { actionId, changes: { 'custom.team': 'Blue' }, actor: 'walter' });
  await stack.quiet();
  expect(onGitHub()).toEqual({ Team: 'Red' });
  expect(await error()).toMatch(/does not show the App the Team/);
  const fresh = stack.github.control.createIssue({ ...BY, title: 'Met without' });
  await until('its action', async () => (await stack.database.db('github_issue_mappings').where({ issue_id: fresh.id }))[0]);
});
