/** ARCHITECTURE.md, "Locks": whatever people do beside a page that is being written, the two never wait for each other in a circle. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lockActionsOfIssues } from '../../src/store/actions.ts';
import { lockBrake } from '../../src/store/brakes.ts';
import type { Queryable } from '../../src/store/db.ts';
import { advanceBackfill, linksOfProject, type Link } from '../../src/store/projects.ts';
import { confirmBrake } from '../../src/sync/brake.ts';
import { callOffWrites, discardBrake } from '../../src/sync/call-off.ts';
import { catchUp } from '../../src/sync/catch-up.ts';
import { giveUpCalledOff } from '../../src/sync/give-up.ts';
import { resumeProject } from '../../src/sync/halt.ts';
import { syncNow } from '../../src/sync/integration/control.ts';
import { readIntegration, type IntegrationView } from '../../src/sync/integration/read.ts';
import { unlink } from '../../src/sync/integration/unlink.ts';
import { updateIntegration, type SettingsChange } from '../../src/sync/integration/update.ts';
import { linkByName } from '../../src/sync/link.ts';
import { followNames } from '../../src/sync/names.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const by = 'walter';
const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;
/** What the label is called now. */
let label = 'before';

beforeAll(async () => {
  stack = await startStack();
  for (const title of ['One', 'Two', 'Three']) stack.github.control.createIssue({ by, repository: REPOSITORY, title });
  stack.github.control.createLabel({ by, repository: REPOSITORY, name: 'before' });
  projectId = await stack.project([REPOSITORY]);
  await stack.quiet();
  await save({ settings: { ...(await view()).settings, mappings: { priority: { sources: [{ from: 'labels', rules: [{ label: 'before', value: 'high' }] }] } } } });
});
afterAll(() => stack.stop());

const db = () => stack.database.db;
const view = async (): Promise<IntegrationView> => (await readIntegration(db(), projectId)) as IntegrationView;

async function save(change: Omit<SettingsChange, 'projectId' | 'expectedVersion'>): Promise<void> {
  const parts = { engine: stack.engine, reach: { live: async () => [] } };
  expect(await updateIntegration(parts, null, { projectId, expectedVersion: (await view()).version, ...change })).toMatchObject({ outcome: 'saved' });
}

/** The status that all have gives way to one of another name. */
async function renameStatus(): Promise<void> {
  const { settings } = await view();
  const [from, to] = settings.statuses.some(({ key }) => key === 'open') ? ['open', 'new'] : ['new', 'open'];
  await save({ settings: { ...settings, statuses: settings.statuses.map((status) => (status.key === from ? { ...status, key: to as string } : status)) }, replacements: { status: { [from as string]: to as string } } });
}

async function renameLabel({ repositoryId }: Link): Promise<void> {
  const { control } = stack.github;
  control.addDeliveryFault({ event: 'label', fault: { kind: 'lose' } });
  const newName = label === 'before' ? 'after' : 'before';
  control.editLabel({ by, repository: REPOSITORY, name: label, newName });
  label = newName;
  expect(await followNames(stack.engine, repositoryId)).toMatchObject({ renamed: 1 });
  control.clearDeliveryFaults({});
}

const BESIDE: readonly [string, (link: Link) => Promise<unknown>][] = [
  ['the settings are changed', renameStatus],
  ['a label is renamed that they name', renameLabel],
  ['it is resumed', () => resumeProject(stack.engine, projectId)],
  ['everything is synced at once', () => syncNow(stack.engine, { projectId, direction: 'both' })],
  ['the brake is let go', ({ integrationId }) => confirmBrake(stack.engine, integrationId)],
  ['what waits is called off and given up', async ({ integrationId, repositoryId }) => {
    await callOffWrites(stack.engine, { projectId, repositoryIds: [repositoryId], by });
    await giveUpCalledOff(stack.engine, integrationId);
  }],
  ['the brake is discarded', ({ integrationId }) => discardBrake(stack.engine, { id: integrationId, projectId }, by)],
  ['the repository catches up', ({ repositoryId }) => db().transaction((trx) => catchUp(trx, stack.engine.jobs, repositoryId))],
  ['the repository is unlinked', ({ repositoryId }) => unlink(stack.engine, null, { projectId, repositoryId, actions: 'archive' })],
];

/** What a page of a pull does, in its order. */
const PAGE: readonly [string, (trx: Queryable, link: Link, issueIds: number[]) => Promise<unknown>][] = [
  ['its link', (trx, link) => advanceBackfill(trx, link, { cursor: null, count: 0, total: 3, done: true })],
  ['its pairs', (trx, link, issueIds) => lockActionsOfIssues(trx, link.projectId, issueIds)],
  ['the first that GitHub listed', (trx, link, issueIds) => trx('github_issue_mappings').where({ project_id: link.projectId, issue_id: issueIds[0] }).update({ error: 'Read' })],
  ['the others', (trx, link, issueIds) => trx('github_issue_mappings').where({ project_id: link.projectId }).whereIn('issue_id', issueIds).update({ error: 'Read' })],
  ['the brake', (trx, link) => lockBrake(trx, link.integrationId)],
];

async function settled(): Promise<{ link: Link; issueIds: number[] }> {
  // What was marked here as waiting has no job that would write it.
  await db()('github_issue_mappings').where({ project_id: projectId }).update({ braked: false, pending: false });
  await linkByName(stack.engine, projectId, REPOSITORY);
  await stack.quiet();
  const mappings = await db()('github_issue_mappings').where({ project_id: projectId }).orderBy('id', 'desc');
  await db()('github_issue_mappings').where({ project_id: projectId }).update({ braked: true, pending: true, error: 'Waits' });
  await db()('github_integration_repositories').where({ project_id: projectId }).update({ backfill_state: 'pulling' });
  const [link] = await linksOfProject(db(), projectId);
  return { link: link as Link, issueIds: mappings.map(({ issue_id: id }) => id) };
}

const isBlocked = async (): Promise<boolean> =>
  (await db().raw<{ rows: unknown[] }>("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).rows.length > 0;

describe.each(BESIDE)('%s while a page', (_what, act) => {
  test.each(PAGE.slice(0, -1).map(([name], index) => [name, index] as const))('holds %s', async (_name, last) => {
    const { link, issueIds } = await settled();
    let acting: Promise<unknown> | undefined;
    let done = false;
    await db().transaction(async (trx) => {
      for (const [index, [, step]] of PAGE.entries()) {
        await step(trx, link, issueIds);
        if (index !== last) continue;
        acting = act(link).finally(() => (done = true));
        acting.catch(() => {});
        await until('it is done, or waits', async () => done || isBlocked());
      }
    });
    await acting;
  });
});
