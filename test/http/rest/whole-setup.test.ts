/** A whole set-up through the REST API alone: project, integration, dry run, activation, edits, a conflict, disconnection. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lintFromString, createConfig } from '@redocly/openapi-core';
import { createApiToken } from '../../../src/store/api-tokens.ts';
import { PROBLEMS } from '../../../src/http/rest/problems.ts';
import { restOf, type Rest } from '../../support/rest.ts';
import { until } from '../../support/until.ts';
import { startWorld, type World } from '../../security/world.ts';

interface Action { id: string; title: string; priority: string | null; tags: string[]; version: number; github: { number: number; repository: string; conflict: boolean; pending: boolean } | null }
interface Page<T> { items: T[]; nextCursor?: string | null }

let world: World;
let rest: Rest;

beforeAll(async () => {
  world = await startWorld();
  // A person's token acts with that person's live rights on GitHub: olivia has signed in.
  const { token } = await createApiToken(world.stack.database.db, { kind: 'person', userId: world.ids.olivia, projectId: null, name: 'test', scopes: ['read', 'write', 'admin'], expiresInDays: 1 });
  rest = restOf(world.stack, token);
});
afterAll(() => world.stack.stop());

const github = () => world.stack.github.control;

test('a project is set up, synced, edited, settled and disconnected by a program', async () => {
  const made = await rest<{ id: string }>('POST', '/projects', { name: 'Through the API' });
  expect(made).toMatchObject({ status: 201, body: { name: 'Through the API', role: 'lead' } });
  const project = `/projects/${made.body.id}`;
  expect(made.headers.get('location')).toBe(`/api/v1${project}`);

  const repositories = ['acme/widgets'];
  expect(await rest('POST', `${project}/integration/dry-run`, { settings: { conflictPolicy: 'ask' }, repositories })).toMatchObject({ status: 202 });
  const preview = await until('the dry run', async () => {
    const { body } = await rest<{ state: string; result: { admitted: number } | null }>('GET', `${project}/integration/dry-run`);
    return body.state === 'done' && body.result;
  });
  expect(preview.admitted).toBeGreaterThan(0);

  const wrong = await rest<{ errors: { path: string }[] }>('PUT', `${project}/integration`, { repositories, conflictPolicy: 'whoever', filters: { state: 'half' } });
  expect(wrong).toMatchObject({ status: 422, body: { title: PROBLEMS['invalid-settings'].title } });
  expect(wrong.body.errors.map(({ path }) => path)).toEqual(['conflictPolicy', 'filters.state']);

  const secret = await rest<{ detail: string }>('PUT', `${project}/integration`, { repositories: ['acme/secret'] });
  expect(secret).toMatchObject({ status: 403, body: { type: '/api/v1/problems#not-linked' } });
  expect(secret.body.detail).toContain('private');

  const set = await rest<{ version: number; repositories: string[] }>('PUT', `${project}/integration`, { repositories, conflictPolicy: 'ask', direction: 'both', pollEvery: 600, active: true });
  expect(set).toMatchObject({ status: 200, body: { active: true, repositories, conflictPolicy: 'ask', pollEvery: 600 } });
  const stale = await rest('PUT', `${project}/integration`, { repositories }, { 'if-match': `"${set.body.version - 1}"` });
  expect(stale).toMatchObject({ status: 412, body: { current: { version: set.body.version } } });
  // What was read may be sent back as it is.
  const read = await rest('GET', `${project}/integration`);
  expect(await rest('PUT', `${project}/integration`, read.body, { 'if-match': read.headers.get('etag') ?? '' })).toMatchObject({ status: 200, body: { conflictPolicy: 'ask' } });

  const total = preview.admitted;
  const first = await until('every issue is an action', async () => {
    const { body, headers } = await rest<Page<Action> & { total: number }>('GET', `${project}/actions?limit=1&sort=created&order=asc`);
    return body.total === total && { body, link: headers.get('link') };
  });
  if (total > 1) expect(first.link).toMatch(/^<\/api\/v1\/projects\/\d+\/actions\?.*cursor=.*>; rel="next"$/);
  const [action] = first.body.items as [Action];

  const patched = await rest<Action>('PATCH', `${project}/actions/${action.id}`, { title: 'Edited by a program', tags: [...action.tags, 'from-api'] }, { 'if-match': `"${action.version}"` });
  expect(patched).toMatchObject({ status: 200, body: { title: 'Edited by a program' } });
  expect(await rest('PATCH', `/actions/${action.id}`, { title: 'Too late' }, { 'if-match': `"${action.version}"` })).toMatchObject({ status: 412, body: { current: { title: 'Edited by a program' } } });
  const { repository, number } = action.github as NonNullable<Action['github']>;
  await until('the issue follows', () => github().issue({ repository, number }).title === 'Edited by a program');
  expect(github().issue({ repository, number }).labels).toContain('from-api');
  await world.stack.quiet();
  const history = await rest<Page<{ by: string }>>('GET', `/actions/${action.id}/history`);
  expect(history.body.items[0]).toMatchObject({ by: 'olivia', side: 'lockstep' });

  // Both sides at once, and the policy is to ask.
  github().setDeliveryMode({ mode: 'manual' });
  github().editIssue({ by: 'walter', repository, number, title: 'Said on GitHub' });
  await rest('PATCH', `/actions/${action.id}`, { title: 'Said here' });
  await github().releaseAll({});
  github().setDeliveryMode({ mode: 'auto' });
  const conflict = await until('the conflict is open', async () => (await rest<Page<{ id: string; github: { value: string }; lockstep: { value: string } }>>('GET', `${project}/conflicts`)).body.items[0]);
  expect(conflict).toMatchObject({ field: 'title', github: { value: 'Said on GitHub' }, lockstep: { value: 'Said here' } });
  expect(await rest('POST', `/conflicts/${conflict.id}/resolve`, { value: 'Said by both' })).toMatchObject({ status: 200, body: { open: 0 } });
  await until('what was decided is on GitHub', () => github().issue({ repository, number }).title === 'Said by both');

  expect(await rest('PUT', `${project}/integration`, { ...read.body, active: false })).toMatchObject({ status: 200, body: { active: false, state: 'paused' } });
  const disconnected = await rest<{ taskId: string }>('DELETE', `${project}/integration?actions=keep`);
  expect(disconnected).toMatchObject({ status: 202 });
  await until('it is disconnected', async () => (await rest<Page<{ state: string }>>('GET', `${project}/tasks`)).body.items.every(({ state }) => state === 'done'));
  expect((await rest<Page<Action>>('GET', `${project}/actions`)).body.items.every((one) => one.github === null)).toBe(true);
  expect(await rest('DELETE', `${project}?name=Wrong`)).toMatchObject({ status: 403 });
  expect(await rest('DELETE', `${project}?name=Through%20the%20API`)).toMatchObject({ status: 202 });
  expect(await rest('GET', project)).toMatchObject({ status: 404 });
});

test('I7: a request to make something, sent twice with one key, makes one', async () => {
  const key = { 'idempotency-key': 'a-key-of-its-own' };
  const address = `/projects/${world.own}/actions`;
  const wanted = { title: 'Made once', repositoryId: null };
  const answers = await Promise.all([1, 2, 3, 4].map(() => rest<Action>('POST', address, wanted, key)));
  answers.push(await rest<Action>('POST', address, wanted, key));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect((await rest<{ total: number }>('GET', `${address}?text=Made%20once`)).body.total).toBe(1);
  expect(await rest('POST', address, { ...wanted, title: 'Another' }, key)).toMatchObject({ status: 422, body: { title: PROBLEMS['key-reused'].title } });
  const project = await rest<{ id: string }>('POST', '/projects', { name: 'Once' }, key);
  expect(project.status).toBe(422);
  const other = { 'idempotency-key': 'another-key' };
  const made = await rest<{ id: string }>('POST', '/projects', { name: 'Once' }, other);
  expect((await rest<{ id: string }>('POST', '/projects', { name: 'Once' }, other)).body.id).toBe(made.body.id);
});

test('I7, I13: a token asked for twice with one key is one, and is shown once', async () => {
  const key = { 'idempotency-key': 'one-token-please' };
  const address = `/projects/${world.own}/tokens`;
  const wanted = { name: 'Once', scopes: ['read'] };
  const { status, body: { id, token } } = await rest<{ id: string; token: string }>('POST', address, wanted, key);
  expect([status, token]).toEqual([201, expect.stringMatching(/^lstp_/)]);
  expect(await rest('POST', address, wanted, key)).toMatchObject({ status: 201, body: { id, token: null } });
  expect((await rest<Page<{ name: string }>>('GET', address)).body.items.filter(({ name }) => name === 'Once')).toHaveLength(1);
  expect(await rest('POST', address, { ...wanted, name: 'Another' }, key)).toMatchObject({ status: 422 });
  expect(await rest('DELETE', `${address}/${id}`)).toMatchObject({ status: 204 });
  expect(await rest('POST', address, wanted, key)).toMatchObject({ status: 404, body: { detail: expect.stringContaining('revoked') } });
});

test.each([
  ['an invitation', '/invitations', { role: 'viewer', maxUses: 2 }, { role: 'lead' }, 'code'],
  ['a webhook', '/webhooks', { url: 'https://hooks.example.com/lockstep', kinds: ['access.lost'] }, { url: 'https://hooks.example.com/other', kinds: ['access.lost'] }, 'secret'],
])('I7, I13: %s asked for twice with one key is one, and its secret is shown once', async (_name, list, wanted, other, secret) => {
  const key = { 'idempotency-key': `one-of-${list.slice(1)}` };
  const address = `/projects/${world.own}${list}`;
  const { status, body } = await rest<Record<string, string>>('POST', address, wanted, key);
  expect([status, body[secret]]).toEqual([201, expect.any(String)]);
  expect(await rest('POST', address, wanted, key)).toMatchObject({ status: 201, body: { id: body['id'], [secret]: null } });
  expect(await rest('POST', address, other, key)).toMatchObject({ status: 422 });
  expect((await rest<Page<{ id: string }>>('GET', address)).body.items.filter(({ id }) => id === body['id'])).toHaveLength(1);
  expect(await rest('DELETE', `${address}/${body['id']}`)).toMatchObject({ status: 204 });
  expect(await rest('POST', address, wanted, key)).toMatchObject({ status: 404 });
  expect(await rest('DELETE', `${address}/${body['id']}`)).toMatchObject({ status: 404 });
});

test('a cursor of nobody’s making, or of a list in another order, is refused and does not begin the list anew', async () => {
  for (const title of ['One of a list', 'Two of a list']) expect(await rest('POST', `/projects/${world.own}/actions`, { title })).toMatchObject({ status: 201 });
  const list = `/projects/${world.own}/actions?limit=1`;
  const { body: { nextCursor } } = await rest<Page<Action>>('GET', list);
  expect(await rest('GET', `${list}&cursor=${nextCursor}`)).toMatchObject({ status: 200 });
  for (const address of [`${list}&cursor=made-up`, `${list}&sort=title&cursor=${nextCursor}`]) {
    expect(await rest('GET', address)).toMatchObject({ status: 400, body: { type: '/api/v1/problems#invalid-request' } });
  }
});

test('alerts of one moment follow each other page by page', async () => {
  const { db } = world.stack.database;
  // Over already: what holds is looked at again and again meanwhile.
  const made = await db('alerts').insert(Array.from({ length: 5 }, (_, index) => ({
    project_id: world.own, kind: 'backfill.finished', key: `test-${index}`, count: 1, closed_at: db.fn.now(), raised_at: '2030-01-01T00:00:00.123456Z',
  }))).returning('id');
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body }: { body: Page<{ id: string }> } = await rest('GET', `/projects/${world.own}/alerts?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor ?? null;
  }
  const ids = made.map(({ id }) => String(id)).toReversed();
  expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
  expect(await rest('GET', `/projects/${world.own}/alerts?cursor=made-up`)).toMatchObject({ status: 400 });
});

test('a webhook’s messages follow each other page by page, the newest first', async () => {
  const { db } = world.stack.database;
  const address = `/projects/${world.own}/webhooks`;
  const { body: { id } } = await rest<{ id: string }>('POST', address, { url: 'https://hooks.example.com/pages', kinds: ['access.lost'] });
  await db('outgoing_deliveries').insert(Array.from({ length: 3 }, () => ({ project_id: world.own, webhook_id: id, body: '{}', state: 'sent' })));
  const first = await rest<Page<{ id: string }> & { next: string | null }>('GET', `${address}/${id}/deliveries?limit=2`);
  const last = await rest<Page<{ id: string }> & { next: string | null }>('GET', `${address}/${id}/deliveries?limit=2&before=${first.body.next}`);
  const ids = [...first.body.items, ...last.body.items].map((one) => Number(one.id));
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  expect([new Set(ids).size, last.body.next]).toEqual([3, null]);
  expect(await rest('PUT', `${address}/${id}`, { url: 'https://hooks.example.com/pages', kinds: ['conflict.opened'], active: false })).toMatchObject({ status: 200, body: { kinds: ['conflict.opened'], active: false } });
});

test('figures over time are of the whole integration, or of one repository', async () => {
  const series = async (query: string) => (await rest<{ total: { count: number }; steps: unknown[] }>('GET', `/projects/${world.own}/series?range=day${query}`)).body;
  const { widgets, secret } = world.repositories;
  const [all, one, other] = [await series(''), await series(`&repositoryId=${widgets}`), await series(`&repositoryId=${secret}`)];
  expect(one.total.count).toBeGreaterThan(0);
  expect(all.total.count).toBe(one.total.count + other.total.count);
  expect(all.steps).toHaveLength(96);
});

test('whose a login is, said by a program against the version it read', async () => {
  const people = `/projects/${world.own}/people`;
  const read = await rest<{ version: number }>('GET', people);
  expect(read.headers.get('etag')).toBe(`"${read.body.version}"`);
  const set = await rest('PUT', `${people}/olivia-at-work`, { member: 'olivia' }, { 'if-match': `"${read.body.version}"` });
  expect(set).toMatchObject({ status: 200, body: { members: expect.arrayContaining([expect.objectContaining({ login: 'olivia', also: ['olivia-at-work'] })]) } });
  expect(await rest('PUT', `${people}/olivia-at-work`, { member: null }, { 'if-match': `"${read.body.version}"` })).toMatchObject({ status: 412 });
  expect(await rest('PUT', `${people}/olivia-at-work`, { member: 'nobody-here' })).toMatchObject({ status: 403 });
});

test('an issue that GitHub refused to make is asked for once more', async () => {
  const repositoryId = String(world.repositories.widgets);
  const { id: fault } = github().addRequestFault({ method: 'POST', path: '/issues$', fault: { kind: 'status', status: 410, body: { message: 'Issues are disabled for this repo' } } });
  const { body: made } = await rest<Action>('POST', `/projects/${world.own}/actions`, { title: 'Refused at first', repositoryId });
  await until('it is refused', async () => (await rest<{ issueCreation: { state: string } | null }>('GET', `/actions/${made.id}`)).body.issueCreation?.state === 'refused');
  github().clearRequestFaults({ id: fault });
  expect(await rest('POST', `/actions/${made.id}/retry-issue`)).toMatchObject({ status: 200, body: { id: made.id, issueCreation: { state: 'planned' } } });
  await until('the issue', async () => (await rest<Action>('GET', `/actions/${made.id}`)).body.github !== null);
  expect(await rest('POST', `/actions/${made.id}/retry-issue`)).toMatchObject({ status: 400, body: { type: '/api/v1/problems#invalid-request' } });
});

describe('problem documents', () => {
  test.each([
    ['no token', 401, 'unauthorized', () => restOf(world.stack, null)('GET', '/projects')],
    ['a token nobody made', 401, 'unauthorized', () => restOf(world.stack, 'lstu_nonsense')('GET', '/projects')],
    ['no such address', 404, 'not-found', () => rest('GET', '/nothing')],
    ['no such project', 404, 'not-found', () => rest('GET', '/projects/999999')],
    ['an id that is none', 400, 'invalid-request', () => rest('GET', '/projects/abc')],
    ['a field that does not exist', 400, 'invalid-request', () => rest('PATCH', `/actions/${world.actions.widgets}`, { colour: 'red' })],
    ['a version without its quotation marks', 400, 'invalid-request', () => rest('PATCH', `/actions/${world.actions.widgets}`, { title: 'x' }, { 'if-match': '3' })],
    ['a body that is no JSON', 415, 'unsupported-media-type', () => rest('POST', '/projects', 'x', { 'content-type': 'text/plain' })],
    ['a body too large', 413, 'too-large', () => rest('POST', '/projects', { name: 'x'.repeat(1024 * 1024) })],
  ])('%s', async (_name, status, problem, send) => {
    const answer = await send();
    expect(answer).toMatchObject({ status, body: { status, type: `/api/v1/problems#${problem}`, title: PROBLEMS[problem as keyof typeof PROBLEMS].title, detail: expect.stringMatching(/\S/) } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    if (problem === 'invalid-request' && !_name.includes('version')) expect(answer.body['errors']).not.toEqual([]);
  });

  test('a person who never signed in is told to, once', async () => {
    const { db } = world.stack.database;
    await db('oauth_tokens').where({ user_id: world.ids.walter }).delete();
    const { token } = await createApiToken(db, { kind: 'person', userId: world.ids.walter, projectId: null, name: 'test', scopes: ['read', 'admin'], expiresInDays: 1 });
    const walter = restOf(world.stack, token);
    const { body: { id } } = await walter('POST', '/projects', { name: 'Mine' });
    expect(await walter('PUT', `/projects/${id as string}/integration`, { repositories: ['acme/widgets'] })).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/sign in/i) } });
  });
});

test('the description is valid OpenAPI 3.1 and lints clean', async () => {
  const response = await fetch(`${world.stack.app.publicUrl}/api/v1/openapi.json`);
  const source = await response.text();
  expect(JSON.parse(source)).toMatchObject({ openapi: '3.1.0' });
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`)).toEqual([]);
});
