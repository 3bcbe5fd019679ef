/** The page's actions over a real database, a real service and the stand-in. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ActionDetail, BulkAnswer, Board, HistoryPage } from '../../src/http/trpc/action-shapes.ts';
import type { Action, ActionPage } from '../../src/http/trpc/shapes.ts';
import { startWorld, type World } from '../security/world.ts';
import { useSettings } from '../support/mapped-issue.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let world: World;
let id: string;
beforeAll(async () => {
  world = await startWorld();
  id = String(world.actions.widgets);
});
afterAll(() => world.stack.stop());

const walter = () => world.people.walter;
const issue = () => world.stack.github.control.issue({ repository: REPOSITORY, number: 1 });
const get = () => walter().query<ActionDetail>('actions.get', { id });
const update = async (changes: object, more: object = {}): Promise<Action> =>
  walter().mutate('actions.update', { id, expectedVersion: (await get()).action.version, changes, ...more });

describe('editing one action', () => {
  test('every field, and GitHub has it', async () => {
    await useSettings(world.stack, world.own, { mappings: { custom: [{ key: 'team', name: 'Team', kind: 'single_select', options: ['Red', 'Blue'], target: { labelPrefix: 'team: ' } }] } });
    const changes = { title: 'Renamed', priority: 'high', category: 'bug', tags: ['ui'], assignees: ['walter'], milestone: 'v1.0', dueDate: '2027-05-31', issueType: 'Bug', customFields: { team: 'Red' } };
    expect(await update(changes)).toMatchObject(changes);
    await world.stack.quiet();
    expect(issue()).toMatchObject({ title: 'Renamed', assignees: ['walter'], milestoneTitle: 'v1.0', labels: expect.arrayContaining(['ui', 'team: Red']) });
  });

  test('what does not fit is refused with the sentence, and nothing is written', async () => {
    const { version } = (await get()).action;
    for (const changes of [{ customFields: { team: 'Green' } }, { customFields: { nope: 1 } }, { priority: 'whenever' }, { dueDate: '2027-02-30' }]) {
      await expect(update(changes)).rejects.toThrow('BAD_REQUEST');
    }
    expect((await get()).action.version).toBe(version);
  });

  test('a character that cannot be stored is refused, and is no error of the service', async () => {
    for (const changes of [{ title: 'a\0b' }, { description: 'a\0b' }, { customFields: { team: '\0' } }]) await expect(update(changes)).rejects.toThrow(/BAD_REQUEST|FORBIDDEN/);
    await expect(walter().query('actions.list', { projectId: String(world.own), text: '\0' })).rejects.toThrow('BAD_REQUEST');
    expect((await walter().fetch(`/api/v1/projects/${world.own}/actions?text=%00`)).status).toBe(400);
  });

  test('a ticked task changes one character of the issue', async () => {
    await update({ description: 'Intro\n\n- [ ] one\n- [ ] two' });
    await world.stack.quiet();
    const { action, body } = await get();
    const [, task] = JSON.stringify(body).matchAll(/"task":(\d+)/g);
    const place = Number(task?.[1]);
    await update({ description: `${action.description.slice(0, place)}x${action.description.slice(place + 1)}` }, { baseDescription: action.description });
    await world.stack.quiet();
    expect(issue().body).toBe('Intro\n\n- [ ] one\n- [x] two');
  });

  test('an edit of other lines meanwhile is taken in; of the same line it is a conflict', async () => {
    const { action } = await get();
    const edit = { id, expectedVersion: action.version, baseDescription: action.description };
    await walter().mutate('actions.update', { ...edit, changes: { description: action.description.replace('Intro', 'Theirs') } });
    const merged = await walter().mutate<Action>('actions.update', { ...edit, changes: { description: action.description.replace('[ ] one', '[x] one') } });
    expect(merged.description).toBe('Theirs\n\n- [x] one\n- [x] two');
    await expect(walter().mutate('actions.update', { ...edit, changes: { description: action.description.replace('Intro', 'Mine') } })).rejects.toThrow('CONFLICT');
  });

  test('history pages on, and brings back what was overwritten', async () => {
    const pages: HistoryPage['entries'] = [];
    let before: string | null = null;
    do {
      const page: HistoryPage = await walter().query('actions.history', { id, before, limit: 2 });
      pages.push(...page.entries);
      before = page.next;
    } while (before !== null);
    expect(new Set(pages.map((entry) => entry.id)).size).toBe(pages.length);
    expect(pages.at(-1)?.kind).toBe('created');
    const renamed = pages.find(({ changes }) => changes.some(({ field, after }) => field === 'title' && after === 'Renamed'));
    const before1 = renamed?.changes.find(({ field }) => field === 'title')?.before;
    const restored = await walter().mutate<Action>('actions.restore', { id, eventId: renamed?.id, field: 'title' });
    expect(restored.title).toBe(before1);
    expect((await get()).history[0]).toMatchObject({ kind: 'restored', by: 'walter' });
    await expect(walter().mutate('actions.restore', { id: String(world.actions.secret), eventId: renamed?.id, field: 'title' })).rejects.toThrow('NOT_FOUND');
  });
});

describe('creating, archiving, deleting', () => {
  test('the same form sent twice makes one action and one issue', async () => {
    const form = { projectId: String(world.own), values: { title: 'Made once', tags: ['ui'] }, repositoryId: String(world.repositories.widgets), key: 'form-12345678' };
    const [first, second] = await Promise.all([walter().mutate<Action>('actions.create', form), walter().mutate<Action>('actions.create', form)]);
    expect(second.id).toBe(first.id);
    const made = await until('the issue', async () => (await walter().query<ActionDetail>('actions.get', { id: first.id })).action.github);
    await world.stack.quiet();
    expect(world.stack.github.control.issues({ repository: REPOSITORY }).filter(({ title }) => title === 'Made once').map(({ number }) => number)).toEqual([made.number]);
    const { action } = await walter().query<ActionDetail>('actions.get', { id: first.id });
    await walter().mutate('actions.remove', { id: first.id, expectedVersion: action.version });
    expect((await walter().query<ActionDetail>('actions.get', { id: first.id })).archived).toBe('deleted');
    await walter().mutate('actions.undelete', { id: first.id });
    expect((await walter().query<ActionDetail>('actions.get', { id: first.id })).archived).toBeNull();
  });

  test('a repository that the person may not see does not exist for them', async () => {
    const form = { projectId: String(world.own), values: { title: 'Sneaky' }, repositoryId: String(world.repositories.secret), key: 'form-sneaky' };
    await expect(walter().mutate('actions.create', form)).rejects.toThrow('BAD_REQUEST');
  });

  test('an archived action leaves the lists and rests, and catches up when it returns', async () => {
    await walter().mutate('actions.setArchived', { id, archived: true });
    const list = (archived: boolean) => walter().query<ActionPage>('actions.list', { projectId: String(world.own), archived });
    expect((await list(false)).items.map((one) => one.id)).not.toContain(id);
    expect((await list(true)).items.map((one) => one.id)).toEqual([id]);
    world.stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Said meanwhile' });
    await world.stack.quiet();
    await walter().mutate('actions.setArchived', { id, archived: false });
    await world.stack.quiet();
    expect((await get()).action.title).toBe('Said meanwhile');
  });
});

describe('many at once', () => {
  test('labels come and go beside the others; what is hidden or gone is said', async () => {
    await update({ tags: ['keep', 'old'] });
    const answer = await walter().mutate<BulkAnswer>('actions.updateMany', {
      projectId: String(world.own), choice: { ids: [id, String(world.actions.secret), '999999'] }, tags: { add: ['new'], remove: ['OLD'] },
    });
    expect(answer).toMatchObject({ outcome: 'done', updated: [id], refused: [{ id: String(world.actions.secret), title: '' }, { id: '999999' }] });
    expect((await get()).action.tags).toEqual(['keep', 'new']);
  });

  test('every field of many, also the project’s own; choices come and go beside the others', async () => {
    const options = ['web', 'api', 'app'];
    await useSettings(world.stack, world.own, { mappings: { custom: [
      { key: 'areas', name: 'Areas', kind: 'multi_select', options, target: { labelPrefix: 'area: ' } },
      { key: 'team', name: 'Team', kind: 'single_select', options: ['Red', 'Blue'], target: { labelPrefix: 'team: ' } },
    ] } });
    await update({ customFields: { areas: ['web', 'api'], team: 'Red' } });
    const edit = (more: object) => walter().mutate<BulkAnswer>('actions.updateMany', { projectId: String(world.own), choice: { ids: [id] }, ...more });
    const answer = await edit({ changes: { issueType: 'Feature', dueDate: '2027-06-30', customFields: { team: 'Blue' } }, customFields: { areas: { add: ['app'], remove: ['api'] } } });
    expect(answer).toMatchObject({ outcome: 'done', updated: [id], refused: [] });
    expect((await get()).action).toMatchObject({ issueType: 'Feature', dueDate: '2027-06-30', customFields: { areas: ['web', 'app'], team: 'Blue' } });
    for (const key of ['team', 'nope']) expect(await edit({ customFields: { [key]: { add: ['Red'] } } })).toMatchObject({ outcome: 'done', updated: [], refused: [{ id }] });
    await world.stack.quiet();
    expect(issue().labels.toSorted()).toEqual(expect.arrayContaining(['area: app', 'area: web', 'team: Blue']));
    expect(issue().labels).not.toContain('area: api');
  });

  test('many are archived at once, and taken out again', async () => {
    const ids = (await walter().query<ActionPage>('actions.list', { projectId: String(world.own), limit: 2 })).items.map((one) => one.id);
    const put = (archived: boolean) => walter().mutate<BulkAnswer>('actions.updateMany', { projectId: String(world.own), choice: { ids: [...ids, '999999'] }, archived });
    expect(await put(true)).toEqual({ outcome: 'done', updated: ids, refused: [{ id: '999999', title: '', reason: 'The action is gone.' }] });
    const listed = async (archived: boolean): Promise<string[]> => (await walter().query<ActionPage>('actions.list', { projectId: String(world.own), archived })).items.map((one) => one.id);
    expect((await listed(true)).toSorted()).toEqual(ids.toSorted());
    await put(false);
    expect(await listed(true)).toEqual([]);
    await expect(walter().mutate('actions.updateMany', { projectId: String(world.own), choice: { ids }, archived: true, changes: { status: 'done' } })).rejects.toThrow('BAD_REQUEST');
  });

  test('a cursor belongs to its list: of another order it begins anew, made up it is refused', async () => {
    await world.stack.quiet();
    const list = (more: object) => walter().query<ActionPage>('actions.list', { projectId: String(world.own), limit: 1, ...more });
    const first = await list({ sort: 'title', order: 'asc' });
    expect((await list({ sort: 'title', order: 'asc', cursor: first.nextCursor })).items[0]?.id).not.toBe(first.items[0]?.id);
    const latest = await list({ sort: 'updated' });
    for (const cursor of [first.nextCursor, 'made up', Buffer.from('{}').toString('base64url')]) expect((await list({ sort: 'updated', cursor })).items).toEqual(latest.items);
    const madeUp = (value: string) => Buffer.from(JSON.stringify({ by: 'updated desc', value, id: 1 })).toString('base64url');
    for (const value of ['yesterday or so', '2026-02-30 00:00:00+00']) await expect(list({ sort: 'updated', cursor: madeUp(value) })).rejects.toThrow('BAD_REQUEST');
  });

  test('the order of the project’s priorities decides, over all pages and both ways', async () => {
    const priorities = ['soon', 'later', 'now'];
    await useSettings(world.stack, world.own, { priorities });
    for (const priority of ['now', 'later', 'soon', 'now']) {
      await walter().mutate('actions.create', { projectId: String(world.own), values: { title: `Ordered ${priority}`, priority }, repositoryId: null, key: `order-${priority}-${Math.random()}` });
    }
    const walk = async (order: 'asc' | 'desc'): Promise<(string | null)[]> => {
      const found: (string | null)[] = [];
      for (let cursor: string | null = null, more = true; more; ) {
        const page: ActionPage = await walter().query<ActionPage>('actions.list', { projectId: String(world.own), sort: 'priority', order, text: 'Ordered', limit: 1, cursor });
        found.push(...page.items.map(({ priority }) => priority));
        cursor = page.nextCursor;
        more = cursor !== null;
      }
      return found;
    };
    expect(await walk('desc')).toEqual(['soon', 'later', 'now', 'now']);
    expect(await walk('asc')).toEqual(['now', 'now', 'later', 'soon']);
  });

  test('closing more than the brake allows asks first, and names the issues', async () => {
    await world.stack.database.db('github_integrations').where({ project_id: world.own }).update({ brake_closing_limit: 1 });
    world.stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Another' });
    await world.stack.quiet();
    const all = { projectId: String(world.own), choice: { matching: { status: ['open'] } }, changes: { status: 'done' } };
    const asked = await walter().mutate<BulkAnswer>('actions.updateMany', all);
    expect(asked).toMatchObject({ outcome: 'confirm', limit: 1, issues: expect.arrayContaining([expect.objectContaining({ title: 'Another', repository: REPOSITORY })]) });
    await expect(walter().mutate<BulkAnswer>('actions.updateMany', { ...all, confirmed: true })).rejects.toThrow('BAD_REQUEST');
    const done = await walter().mutate<BulkAnswer>('actions.updateMany', { ...all, choice: { ids: (asked as { ids: string[] }).ids }, confirmed: true });
    expect(done).toMatchObject({ outcome: 'done', refused: [] });
    await world.stack.quiet();
    expect(world.stack.github.control.issues({ repository: REPOSITORY }).every(({ state }) => state === 'closed')).toBe(true);
  });

  test('the board has a column a status, each with its own count', async () => {
    const { columns } = await walter().query<Board>('actions.board', { projectId: String(world.own), limit: 1 });
    expect(columns.map(({ status }) => status)).toEqual(['open', 'in_progress', 'done', 'cancelled']);
    const done = columns[2];
    expect(done?.items).toHaveLength(1);
    expect(done?.count).toBeGreaterThan(1);
    expect(done?.nextCursor).not.toBeNull();
    // walter has no access to the private repository: its action is counted nowhere.
    expect(columns[0]).toMatchObject({ count: 0, items: [] });
  });
});
