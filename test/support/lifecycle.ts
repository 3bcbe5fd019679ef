/** Two linked repositories with issues, and one that is not linked, anew for each test of a file. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { viewOfAction, type ActionView } from '../../src/store/action-views.ts';
import { linksOfProject, type Link } from '../../src/store/projects.ts';
import type { EditOutcome } from '../../src/sync/edit.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { Cause } from '../../src/sync/engine.ts';
import { planBackfill } from '../../src/sync/link.ts';
import { compareProject } from './compare.ts';
import { startStack, type Stack } from './stack.ts';
import { until } from './until.ts';

export const by = 'olivia';

export const cause = (): Cause => ({ trigger: 'refresh', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });

/** A row of github_issue_mappings, as far as tests look. */
type Row = Record<string, unknown> & { id: number; action_id: number; issue_id: number };

export interface LifecycleStand {
  stack: Stack;
  projectId: number;
  /** Linked repositories of the test, and one that is not. */
  A: string;
  B: string;
  OTHER: string;
}

export interface LifecycleTools {
  control: () => Stack['github']['control'];
  mappings: () => Promise<Row[]>;
  mappingOf: (actionId: number) => Promise<Row | undefined>;
  actionOf: (number: number) => Promise<number>;
  view: (actionId: number) => Promise<ActionView | undefined>;
  edit: (actionId: number, title: string) => Promise<EditOutcome>;
  listed: () => Promise<number>;
  linkOf: (name: string) => Promise<Link | undefined>;
  titles: (repository: string) => string[];
  pullAgain: (name: string) => Promise<void>;
  /** I4: at rest both sides agree, and there is one action an issue. */
  inStep: (...repositories: string[]) => Promise<void>;
}

/** Starts it before the tests of a file, and stops it after them. */
export function lifecycleStand(): LifecycleStand & LifecycleTools {
  let tests = 0;
  const db = () => stand.stack.database.db;
  const stand: LifecycleStand & LifecycleTools = {
    stack: undefined as never, projectId: 0, A: '', B: '', OTHER: '',
    control: () => stand.stack.github.control,
    mappings: async () => db()('github_issue_mappings').where({ project_id: stand.projectId }),
    mappingOf: async (actionId) => (await stand.mappings()).find(({ action_id: id }) => id === actionId),
    actionOf: async (number) => (await db()('github_issue_mappings').where({ project_id: stand.projectId, issue_number: number }).orderBy('id').first()).action_id,
    view: (actionId) => viewOfAction(db(), actionId),
    edit: (actionId, title) => editAction(stand.stack.engine, { actionId, changes: { title }, actor: 'walter' }),
    listed: async () => (await db()('actions').where({ project_id: stand.projectId, archived_at: null })).length,
    linkOf: async (name) => (await linksOfProject(db(), stand.projectId)).find((link) => `${link.owner}/${link.name}` === name),
    titles: (repository) => stand.control().issues({ repository }).map(({ title }) => title),
    async pullAgain(name) {
      const link = await stand.linkOf(name);
      if (!link) throw new Error(`${name} is not linked`);
      await planBackfill(db(), stand.stack.engine.jobs, link.integrationId, link.repositoryId);
    },
    async inStep(...repositories) {
      await stand.stack.quiet();
      const issues = repositories.flatMap((repository) => stand.control().issues({ repository }));
      expect((await compareProject(db(), stand.projectId, issues)).differences).toEqual([]);
    },
  };
  beforeAll(async () => {
    stand.stack = await startStack();
  });
  afterAll(() => stand.stack.stop());
  beforeEach(async () => {
    tests += 1;
    const names = ['widgets', 'gadgets', 'elsewhere'].map((name) => `${name}-${tests}`);
    [stand.A, stand.B, stand.OTHER] = names.map((name) => `acme/${name}`) as [string, string, string];
    for (const name of names) stand.control().createRepository({ by, owner: 'acme', name });
    for (const title of ['Widget falls over', 'Paint the widget']) stand.control().createIssue({ by, repository: stand.A, title });
    await until('the repositories are known', async () => (await db()('repositories').where({ state: 'accessible' }).whereIn('name', names)).length === names.length);
    stand.projectId = await stand.stack.project([stand.A, stand.B]);
    await stand.stack.quiet();
  });
  afterEach(async () => {
    stand.control().setDeliveryMode({ mode: 'auto' });
    stand.control().clearDeliveryFaults({});
    stand.control().clearRequestFaults({});
    // What other tests linked is not to be caught up with in the next one.
    await db()('projects').delete();
  });
  return stand;
}
