/** I12: actions that stay after a disconnect are seen by who saw them before, and by nobody else. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setMember } from '../../src/store/members.ts';
import { findTask } from '../../src/store/privacy-tasks.ts';
import { restOf } from '../support/rest.ts';
import { until } from '../support/until.ts';
import { startWorld, type Login, type World } from './world.ts';

let world: World;
let token: string;
let streams: Record<'olivia' | 'walter', { text: () => string; leave: () => void }>;
beforeAll(async () => {
  world = await startWorld({ service: { heartbeatMs: 40 } });
  const { olivia } = world.people;
  token = (await olivia.mutate<{ token: string }>('tokens.createForProject', { projectId: String(world.own), name: 'ours', scopes: ['read', 'write'] })).token;
  await setMember(db(), world.own, world.ids.otto, 'lead');
  streams = { olivia: await follow('olivia'), walter: await follow('walter') };
  const { taskId } = await olivia.mutate<{ taskId: string }>('privacy.disconnect', { projectId: String(world.own), actions: 'keep' });
  await until('it is disconnected', async () => (await findTask(db(), Number(taskId)))?.state === 'done');
});
afterAll(async () => {
  for (const { leave } of Object.values(streams)) leave();
  await world.stack.stop();
});

const db = () => world.stack.database.db;
const SECRETS = /Nobody must know|hush|acme\/secret/;

async function follow(who: Login): Promise<{ text: () => string; leave: () => void }> {
  const controller = new AbortController();
  const response = await world.people[who].fetch(`/api/events?project=${world.own}`, { signal: controller.signal });
  let text = '';
  const read = async (): Promise<void> => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) text += Buffer.from(chunk).toString();
  };
  void read().catch(() => undefined);
  return { text: () => text, leave: () => controller.abort() };
}

/** All that a person can get out of the page's API about project A. */
async function seenBy(who: Login): Promise<string> {
  const projectId = String(world.own);
  const id = String(world.actions.secret);
  const asked: [string, object][] = [
    ['projects.get', { id: projectId }], ['actions.list', { projectId }], ['actions.list', { projectId, text: 'Nobody', sort: 'title' }], ['actions.list', { projectId, sort: 'priority' }],
    ['actions.board', { projectId }], ['actions.facets', { projectId }], ['actions.form', { projectId }], ['actions.get', { id }], ['actions.history', { id }],
  ];
  return JSON.stringify(await Promise.all(asked.map(([name, input]) => world.people[who].query(name, input).catch((error: Error) => error.message))));
}

const total = async (who: Login): Promise<number> => {
  const { counts } = await world.people[who].query<{ counts: Record<string, number> }>('projects.get', { id: String(world.own) });
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
};

test('who reads the repository on GitHub still sees them', async () => {
  expect(await seenBy('olivia')).toMatch(/Nobody must know.*hush/);
  expect(await total('olivia')).toBe(3);
});

test.each<Login>(['walter', 'rita', 'otto'])('%s, who cannot, sees nothing of them', async (who) => {
  expect(await seenBy(who)).not.toMatch(SECRETS);
  expect(await seenBy(who)).toContain('Widget falls over');
  expect(await total(who)).toBe(2);
});

test('live streams tell of them to who may see them alone', async () => {
  await until('the public one is told', () => streams.walter.text().includes('Widget falls over'));
  await until('the private one is told', () => streams.olivia.text().includes('Nobody must know'));
  expect(streams.walter.text()).not.toMatch(SECRETS);
});

test('nobody else changes or exports them', async () => {
  const edit = world.people.walter.mutate('actions.update', { id: String(world.actions.secret), expectedVersion: 1, changes: { status: 'done' } });
  await expect(edit).rejects.toThrow('NOT_FOUND');
  await world.people.walter.mutate('actions.updateMany', { projectId: String(world.own), choice: { ids: [String(world.actions.secret)] }, changes: { priority: 'low' } });
  expect(await db()('actions').where({ id: world.actions.secret }).first()).toMatchObject({ version: 1 });
  const text = await (await world.people.otto.fetch(`/api/projects/${world.own}/export`)).text();
  expect(text).toContain('Widget falls over');
  expect(text).not.toMatch(SECRETS);
  expect(JSON.parse(text).action_events.map(({ action_id: id }: { action_id: number }) => Number(id))).not.toContain(world.actions.secret);
  expect(await (await world.people.olivia.fetch(`/api/projects/${world.own}/export`)).text()).toMatch(SECRETS);
});

test('a project’s token gets nothing of them', async () => {
  const rest = restOf(world.stack, token);
  const answers = await Promise.all([`/projects/${world.own}/actions`, `/projects/${world.own}/actions?q=Nobody`, `/actions/${world.actions.secret}`, `/actions/${world.actions.secret}/history`].map((path) => rest('GET', path)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 404]);
  expect(JSON.stringify(answers.map(({ body }) => body))).not.toMatch(SECRETS);
});

describe('an action of a repository that a lead had opened', () => {
  test('stays open', async () => {
    const { olivia, rita } = world.people;
    const id = String(await world.stack.project(['acme/secret']));
    for (const [who, role] of [['olivia', 'lead'], ['rita', 'viewer']] as const) await setMember(db(), Number(id), world.ids[who], role);
    await olivia.mutate('repositories.setOpen', { projectId: id, repositoryId: String(world.repositories.secret), open: true, consent: true });
    const { taskId } = await olivia.mutate<{ taskId: string }>('privacy.disconnect', { projectId: id, actions: 'keep' });
    await until('it is disconnected', async () => (await findTask(db(), Number(taskId)))?.state === 'done');
    expect(JSON.stringify(await rita.query('actions.list', { projectId: id }))).toContain('Nobody must know');
  });
});
