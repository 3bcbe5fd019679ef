/** Labels and milestones renamed or deleted on GitHub: settings that name them follow, or say what is gone. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { SettingsInput } from '../../src/core/settings.ts';
import { refreshAlerts } from '../../src/store/alerts.ts';
import { linkByName } from '../../src/sync/link.ts';
import { readIntegration, type IntegrationView } from '../../src/sync/integration/read.ts';
import { updateIntegration } from '../../src/sync/integration/update.ts';
import { poll } from '../../src/sync/poll.ts';
import { verifyProject } from '../../src/sync/verify.ts';
import { mapIssue } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const by = 'olivia';

let stack: Stack;
let projectId: number;
let repository: string;
let tests = 0;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(() => stack.stop());
afterEach(() => control().clearDeliveryFaults({}));

beforeEach(async () => {
  tests += 1;
  repository = await makeRepository(`named-${tests}`, ['P1', 'P3', 'internal', 'area: web', 'skip me', 'priority: low']);
  control().createMilestone({ by, repository, title: 'v1' });
  projectId = await stack.project([repository]);
});

const db = () => stack.database.db;
const control = () => stack.github.control;
const cause = { trigger: 'poll' as const, deliveryGuid: null, actor: null, startedAt: 0, receivedAt: null };
const view = async (): Promise<IntegrationView> => (await readIntegration(db(), projectId)) as IntegrationView;
const missing = () => db()('missing_names').where({ project_id: projectId });

async function makeRepository(name: string, labels: readonly string[]): Promise<string> {
  const full = `acme/${name}`;
  control().createRepository({ by, owner: 'acme', name });
  for (const label of labels) control().createLabel({ by, repository: full, name: label });
  await until('the repository is known', async () => (await db()('repositories').where({ name, state: 'accessible' })).length === 1);
  return full;
}

async function use(settings: SettingsInput): Promise<number> {
  const parts = { engine: stack.engine, reach: { live: async () => [] } };
  const saved = await updateIntegration(parts, null, { projectId, expectedVersion: (await view()).version, settings });
  if (saved.outcome !== 'saved') throw new Error(JSON.stringify(saved));
  await stack.quiet();
  return saved.integration.version;
}

const rules = async (field: 'priority' | 'category') => ((await view()).effective.mappings[field].sources[0] as { rules: { label: string; value?: string }[] }).rules;
const appWrites = () => control().history().filter(({ via }) => via !== 'person').length;

test('a label renamed: what it stands for stays, nothing is written, and the change of settings is GitHub’s', async () => {
  const issue = await mapIssue(stack, repository, { title: 'Prioritized' });
  await issue.there({ addLabels: ['P1'] });
  const [writes, { version }] = [appWrites(), await view()];
  control().editLabel({ by, repository, name: 'P1', newName: 'Top' });
  await stack.quiet();
  expect(await rules('priority')).toEqual(expect.arrayContaining([{ label: 'Top', value: 'high' }]));
  expect(await rules('priority')).not.toEqual(expect.arrayContaining([expect.objectContaining({ label: 'P1' })]));
  expect((await view()).version).toBe(version + 1);
  expect(await issue.values()).toMatchObject({ priority: 'high', tags: [] });
  expect(appWrites()).toBe(writes);
  expect(await db()('audit_log').where({ event: 'settings.followed', project_id: projectId })).toMatchObject([
    { actor_kind: 'system', detail: { by: 'github', renamed: [{ kind: 'label', from: 'P1', to: 'Top' }], version: version + 1 } },
  ]);
  await issue.edit({ priority: 'low' });
  await issue.edit({ priority: 'high' });
  expect(issue.issue().labels).toEqual(['Top']);
  expect(await missing()).toEqual([]);
});

test('every setting that names a label or a milestone follows, also where no event told: a poll, or the nightly comparison', async () => {
  await use({
    filters: { exclude: { labels: ['skip me', 'wip*'], milestones: ['v1'] } },
    mappings: {
      priority: { sources: [{ from: 'labels', rules: [{ label: 'priority: *' }, { label: 'P3', value: 'medium' }], write: { medium: 'P3' } }] },
      tags: { allow: ['internal', 'x-*'], deny: ['skip me'] },
      custom: [
        { key: 'area', name: 'Area', kind: 'multi_select', options: ['web', 'app'], target: { labelPrefix: 'area: ' } },
        { key: 'release', name: 'Release', kind: 'single_select', options: ['v1', 'v2'], target: { milestone: true } },
      ],
      milestone: { sync: false },
    },
  });
  control().addDeliveryFault({ fault: { kind: 'lose' } });
  const rename = (name: string, newName: string) => control().editLabel({ by, repository, name, newName });
  rename('skip me', 'leave out');
  rename('internal', 'inner');
  rename('area: web', 'area: site');
  const [link] = (await view()).repositories;
  await poll(stack.engine, link?.link.integrationId ?? 0, link?.link.repositoryId ?? 0, cause);
  await stack.quiet();
  rename('P3', 'Some day');
  rename('priority: low', 'whenever');
  control().editMilestone({ by, repository, number: 1, title: 'v1.0' });
  await verifyProject(stack.engine, projectId, { trigger: 'nightly', fix: true }, { ...cause, trigger: 'verify' });
  control().clearDeliveryFaults({});
  const { settings } = await view();
  expect(settings.filters.exclude).toMatchObject({ labels: ['leave out', 'wip*'], milestones: ['v1.0'] });
  expect(settings.mappings).toMatchObject({
    priority: { sources: [{ rules: [{ label: 'whenever', value: 'low' }, { label: 'priority: *' }, { label: 'Some day', value: 'medium' }], write: { low: 'whenever', medium: 'Some day' } }] },
    tags: { allow: ['inner', 'x-*'], deny: ['leave out'] },
    custom: [{ options: ['site', 'app'] }, { options: ['v1.0', 'v2'] }],
  });
  await stack.quiet();
});

test('while another linked repository still has the old name, both are read', async () => {
  const other = await makeRepository(`named-${tests}-too`, ['P1']);
  await linkByName(stack.engine, projectId, other);
  await stack.quiet();
  control().editLabel({ by, repository, name: 'P1', newName: 'Top' });
  await stack.quiet();
  expect(await rules('priority')).toEqual(expect.arrayContaining([{ label: 'P1', value: 'high' }, { label: 'Top', value: 'high' }]));
});

test('a name that is gone is told, with what rests on it and the mend, until it is there again or no longer named', async () => {
  const alerts = async () => {
    await db().transaction((trx) => refreshAlerts(trx));
    return db()('alerts').where({ project_id: projectId, kind: 'name.gone', closed_at: null });
  };
  await use({ filters: { exclude: { labels: ['skip me'], milestones: ['v1'] } } });
  const { version } = await view();
  control().deleteLabel({ by, repository, name: 'P1' });
  control().deleteLabel({ by, repository, name: 'skip me' });
  control().deleteLabel({ by, repository, name: 'internal' });
  control().deleteMilestone({ by, repository, number: 1 });
  await stack.quiet();
  expect((await alerts()).map(({ detail }) => detail).toSorted()).toEqual([
    `The label "P1" was deleted in ${repository}: the priority "high" is read from it (mappings.priority.sources.0.rules.1.label). Create it again on GitHub, or choose another in the settings.`,
    expect.stringContaining('The label "skip me" was deleted'),
    expect.stringMatching(/^The milestone "v1" was deleted in .*: issues that carry it are kept out \(filters\.exclude\.milestones\)/),
  ]);
  expect((await view()).version).toBe(version);
  control().createLabel({ by, repository, name: 'P1' });
  await stack.quiet();
  await use({ filters: { exclude: { labels: [], milestones: ['v1'] } } });
  expect((await alerts()).map(({ detail }) => detail)).toEqual([expect.stringContaining('milestone "v1"')]);
});

test('renamed to what means something else here: a person is told, and nothing changes', async () => {
  const before = await rules('priority');
  control().editLabel({ by, repository, name: 'P1', newName: 'P2' });
  await stack.quiet();
  expect(await rules('priority')).toEqual(before);
  expect(await missing()).toMatchObject([{ kind: 'label', name: 'P1', sentence: expect.stringMatching(/was renamed to "P2" in .*, which the settings use for something else/) }]);
});

test('two names that change places at once change their meaning with them', async () => {
  control().addDeliveryFault({ fault: { kind: 'lose' } });
  for (const [name, newName] of [['P1', 'between'], ['P3', 'P1'], ['between', 'P3']] as const) control().editLabel({ by, repository, name, newName });
  const [link] = (await view()).repositories;
  await poll(stack.engine, link?.link.integrationId ?? 0, link?.link.repositoryId ?? 0, cause);
  control().clearDeliveryFaults({});
  expect(await rules('priority')).toEqual(expect.arrayContaining([{ label: 'P3', value: 'high' }, { label: 'P1', value: 'low' }]));
  await stack.quiet();
});
