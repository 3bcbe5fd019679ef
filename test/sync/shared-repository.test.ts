/** One repository, or one issue, linked more than once: by two projects, and twice by one. All come to agree, and nothing is lost or made twice. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SettingsInput } from '../../src/core/settings.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { createProject } from '../../src/store/projects.ts';
import { findAction } from '../../src/store/actions.ts';
import { editAction } from '../../src/sync/edit.ts';
import { linkByName } from '../../src/sync/link.ts';
import { resolveConflict } from '../../src/sync/resolve.ts';
import { verifyMappings } from '../../src/sync/verify-mappings.ts';
import { useSettings } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const db = () => stack.database.db;
const links = (projectId: number) => db()('github_integration_repositories').where({ project_id: projectId });

describe('I3, I4, I5, I6: two projects that link one repository', () => {
  let projects: number[];
  beforeAll(async () => {
    projects = [await stack.project([REPOSITORY]), await stack.project([REPOSITORY])];
    for (const name of ['ui', 'slow', 'docs!', 'old']) stack.github.control.createLabel({ by: 'olivia', repository: REPOSITORY, name });
  });

  /** An issue with its action in each project. */
  async function open(...settings: SettingsInput[]) {
    for (const [index, projectId] of projects.entries()) await useSettings(stack, projectId, settings[index] ?? {});
    const { id, number } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Agreed', body: 'one\ntwo\nthree\n', labels: ['old'] });
    const found = await until('both actions', async () => {
      const some = await db()('github_issue_mappings').where({ issue_id: id }).orderBy('project_id');
      return some.length === 2 && some;
    });
    await stack.quiet();
    const ids = found.map((mapping) => Number(mapping.action_id));
    return {
      edit: (index: number, changes: object) => editAction(stack.engine, { actionId: ids[index] ?? 0, changes, actor: 'walter' }),
      there: (edit: object) => stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, ...edit }),
      issue: () => stack.github.control.issue({ repository: REPOSITORY, number }),
      values: () => Promise.all(ids.map(async (actionId) => (await findAction(db(), actionId))?.values)),
      /** Every title that a history of theirs shows. */
      titles: async () => (await db()('action_events').whereIn('action_id', ids)).flatMap(({ changes }) => (changes.title ? [changes.title.from, changes.title.to] : [])),
      conflicts: () => db()('conflicts').whereIn('action_id', ids).whereNull('resolved_at'),
      /** At rest everything agrees, and the echoes of the one are no edits to the other. */
      async atRest() {
        await stack.quiet();
        const writes = stack.github.control.history({ issueId: id }).length;
        await stack.quiet();
        expect(stack.github.control.history({ issueId: id })).toHaveLength(writes);
        expect((await verifyMappings(stack.engine, found.map((mapping) => Number(mapping.id)))).findings.filter(({ kind }) => kind === 'difference')).toEqual([]);
      },
    };
  }

  test('edits of three sides at once: tags and people merge, lines of one text too', async () => {
    const pair = await open();
    const edits = Promise.all([pair.edit(0, { tags: ['old', 'ui'], description: 'ONE\ntwo\nthree\n' }), pair.edit(1, { tags: ['docs!'], assignees: ['tara'] })]);
    // Before any push reads: between its read and its write the line would be overwritten, and stand in the history alone.
    pair.there({ addLabels: ['slow'], addAssignees: ['walter'], body: 'one\ntwo\nTHREE\n' });
    await edits;
    await pair.atRest();
    const issue = pair.issue();
    expect({ ...issue, labels: issue.labels.toSorted(), assignees: issue.assignees.toSorted() }).toMatchObject({ labels: ['docs!', 'slow', 'ui'], assignees: ['tara', 'walter'], body: 'ONE\ntwo\nTHREE\n' });
    for (const values of await pair.values()) expect(values).toMatchObject({ tags: expect.arrayContaining(['docs!', 'slow', 'ui']), description: 'ONE\ntwo\nTHREE\n' });
  });

  test('one title each: the last one there wins for all, and the other stays in a history', async () => {
    const pair = await open();
    await Promise.all([pair.edit(0, { title: 'First says' }), pair.edit(1, { title: 'Second says' })]);
    await pair.atRest();
    const { title } = pair.issue();
    expect((await pair.values()).map((values) => values?.title)).toEqual([title, title]);
    expect(await pair.titles()).toEqual(expect.arrayContaining(['First says', 'Second says']));
  });

  test('where one of them asks, its field waits and the other goes on; decided, all agree', async () => {
    const pair = await open({}, { conflictPolicy: 'ask' });
    stack.github.control.setDeliveryMode({ mode: 'manual' });
    pair.there({ title: 'Said there' });
    await pair.edit(1, { title: 'Said in the second' });
    await stack.quiet();
    stack.github.control.setDeliveryMode({ mode: 'auto' });
    await stack.quiet();
    await pair.edit(0, { title: 'Said in the first' });
    await pair.atRest();
    const [conflict, ...more] = await pair.conflicts();
    expect(conflict).toMatchObject({ project_id: projects[1], field: 'title', base: 'Agreed', github: 'Said in the first', lockstep: 'Said in the second' });
    expect(more).toEqual([]);
    expect((await pair.values()).map((values) => values?.title)).toEqual(['Said in the first', 'Said in the second']);
    expect(await resolveConflict(stack.engine, conflict.id, { take: 'lockstep' }, 'walter')).toMatchObject({ outcome: 'updated' });
    await pair.atRest();
    expect((await pair.values()).map((values) => values?.title)).toEqual(['Said in the second', 'Said in the second']);
    expect(pair.issue().title).toBe('Said in the second');
  });

  test('a tag that one of them keeps to itself reaches neither GitHub nor the other', async () => {
    const pair = await open({ mappings: { tags: { deny: ['customer-*'] } } });
    await pair.edit(0, { tags: ['old', 'customer-x', 'ui'] });
    await pair.atRest();
    expect(pair.issue().labels.toSorted()).toEqual(['old', 'ui']);
    const [first, second] = await pair.values();
    expect(first?.tags).toContain('customer-x');
    expect(second?.tags).toEqual(expect.arrayContaining(['old', 'ui']));
    expect(second?.tags).not.toContain('customer-x');
  });
});

describe('I7: linked twice by one project, and many at once', () => {
  const fresh = async (): Promise<number> => (await createProject(db(), 'Fresh', defaultSettings().statuses)).id;

  test('one repository linked at the same moment by several people is one link, with one action an issue', async () => {
    const projectId = await fresh();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => linkByName(stack.engine, projectId, REPOSITORY)));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['already', 'already', 'already', 'already', 'already', 'linked']);
    await stack.quiet();
    expect(await links(projectId)).toHaveLength(1);
    const issues = stack.github.control.issues({ repository: REPOSITORY }).length;
    expect(await db()('actions').where({ project_id: projectId })).toHaveLength(issues);
    expect(await db()('github_issue_mappings').where({ project_id: projectId })).toHaveLength(issues);
  });

  test('twenty linked at once belong to one integration, those that cannot be are named, and every issue is pulled', async () => {
    const { control } = stack.github;
    const names = Array.from({ length: 20 }, (_, index) => `acme/many-${index}`);
    for (const name of names) {
      control.createRepository({ by: 'olivia', owner: 'acme', name: name.slice('acme/'.length) });
      control.createIssue({ by: 'olivia', repository: name, title: `Of ${name}` });
    }
    await until('the repositories are known', async () => (await db()('repositories').where({ state: 'accessible' }).whereLike('name', 'many-%')).length === names.length);
    const projectId = await fresh();
    const outcomes = await Promise.all([...names, 'acme/nowhere'].map((name) => linkByName(stack.engine, projectId, name)));
    expect(outcomes.slice(0, -1).map(({ outcome }) => outcome)).toEqual(names.map(() => 'linked'));
    expect(outcomes.at(-1)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('acme/nowhere') });
    await stack.quiet();
    expect(await db()('github_integrations').where({ project_id: projectId })).toHaveLength(1);
    expect((await links(projectId)).map((link) => [link.backfill_state, link.pulled])).toEqual(names.map(() => ['live', 1]));
    expect((await db()('actions').where({ project_id: projectId })).map(({ title }) => title).toSorted()).toEqual(names.map((name) => `Of ${name}`).toSorted());
  });
});
