/** Real input: every published example of every event, through the real receiver and the real worker. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ignoredReason } from '../../src/handlers/ignored.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { MAX_BODY_BYTES } from '../../src/http/webhook.ts';
import { postDelivery, sign } from '../support/signed.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

interface Payload extends Record<string, unknown> {
  action?: string;
}

interface Example {
  from: string;
  event: string;
  payload: Payload;
}

/** What cannot change anything by itself, with the test that shows it change something. */
const NEEDS_MORE: Readonly<Record<string, string>> = {
  pull_request: 'test/sync/pull-requests.test.ts',
  pull_request_review: 'test/sync/pull-requests.test.ts',
  projects_v2_item: 'test/sync/github-projects.test.ts',
  github_app_authorization: 'test/security/refresh.test.ts',
  // They matter to issues whose write lacked just that name, or carried the old one.
  'label.created': 'test/sync/outcomes.test.ts',
  'label.edited': 'test/sync/lifecycle.test.ts',
  'milestone.created': 'test/sync/outcomes.test.ts',
};

/** The examples are older than issue types: without this each would be read again from GitHub. */
const SETTINGS = { mappings: { issueType: { sync: false } } };

const require = createRequire(import.meta.url);
const examples: Example[] = ['api.github.com', 'ghes-35'].flatMap((from) => {
  const file = require.resolve(`@octokit/webhooks-examples/${from}/index.json`);
  const events = JSON.parse(readFileSync(file, 'utf8')) as { name: string; examples: Payload[] }[];
  return events.flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ from, event: name, payload })));
});

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

const secret = () => stack.github.app.webhookSecret;
const address = () => stack.app.address ?? '';
const send = (event: string, body: string, headers: Record<string, string | undefined> = {}) => postDelivery(address(), body, { event, secret: secret(), headers });

async function finished(guid: string): Promise<{ state: string; outcome: string | null }> {
  return until(`delivery ${guid} is done`, async () => {
    const [row] = await stack.database.db('deliveries').where({ guid });
    // Tried and failed: no need to wait until it is parked.
    if (row?.attempts > 0) throw new Error(`${row.event}.${row.action} failed: ${row.error}`);
    return row && row.state !== 'queued' && row;
  });
}

/** Everything an event may change, as text. */
async function state(): Promise<string> {
  const tables = ['installations', 'repositories', 'github_issue_mappings', 'actions', 'issue_tombstones', 'github_integration_repositories', 'conflicts'];
  const found = await Promise.all(tables.map(async (table) => JSON.stringify(await stack.database.db(table).orderBy(1))));
  const { rows } = await stack.database.db.raw("SELECT count(*) AS jobs FROM pgboss.job WHERE name IN ('discover', 'backfill', 'refresh')");
  return `${found.join('\n')}${JSON.stringify(rows)}`;
}

const id = (value: unknown): number | undefined => (typeof value === 'object' && value !== null && 'id' in value ? Number(value.id) : undefined);

/** Makes the world before the event: what it speaks of exists, and reads differently. */
async function prepare({ event, payload }: Example): Promise<void> {
  const { db } = stack.database;
  // A background job may hold a row: then once more.
  await until('the world is empty', async () => db.raw('TRUNCATE installations, repositories, projects, issue_tombstones CASCADE').then(() => true, () => false));
  const installationId = id(payload['installation']) ?? 1;
  const installed = event === 'installation' && payload.action === 'created' ? 1 : installationId;
  await db('installations').insert({ id: installed, account_id: 1, account_login: 'before', account_type: 'User', state: payload.action === 'unsuspend' ? 'suspended' : 'active' });
  const repository = payload['repository'] as { id: number; node_id: string; private: boolean } | undefined;
  const removed = (payload['repositories_removed'] as { id: number; node_id: string }[] | undefined) ?? [];
  for (const one of [...(repository ? [repository] : []), ...removed]) {
    await db('repositories').insert({ id: one.id, installation_id: installed, node_id: one.node_id, owner: 'before', name: 'before', private: payload.action === 'publicized', archived: payload.action === 'unarchived' }).onConflict().ignore();
  }
  if (!repository) return;
  const [project] = await db('projects').insert({ name: 'Examples', statuses: JSON.stringify(defaultSettings().statuses) }).returning('id');
  const [integration] = await db('github_integrations').insert({ project_id: project.id, settings: JSON.stringify(SETTINGS) }).returning('id');
  await db('github_integration_repositories').insert({ integration_id: integration.id, project_id: project.id, repository_id: repository.id, backfill_state: 'live' });
  const issue = payload['issue'] as { id: number; node_id: string; number: number } | undefined;
  if (event !== 'issues' || !issue || payload.action === 'opened') return;
  const [action] = await db('actions').insert({ project_id: project.id, title: 'Before', status: 'open' }).returning('id');
  await db('github_issue_mappings').insert({
    project_id: project.id, integration_id: integration.id, repository_id: repository.id, issue_id: issue.id, issue_node_id: issue.node_id, issue_number: issue.number,
    issue_url: 'https://github.com/before', issue_state: 'open', issue_updated_at: '2001-01-01', action_id: action.id, base: JSON.stringify({ title: 'Before', description: '', status: 'open' }),
  });
}

describe('every published example', () => {
  test('there are many, of many events', () => {
    expect(examples.length).toBeGreaterThan(200);
    expect(new Set(examples.map(({ event }) => event)).size).toBeGreaterThan(50);
  });

  test('I11: accepted, stored, and processed or knowingly ignored; none parks, none crashes', async () => {
    const sent = await Promise.all(examples.map(async (example) => ({ example, ...(await send(example.event, JSON.stringify(example.payload))) })));
    expect(sent.filter(({ status }) => status !== 202)).toEqual([]);
    for (const { example, guid } of sent) {
      const reason = ignoredReason(example.event, example.payload.action ?? null);
      const { state: is, outcome } = await finished(guid);
      const name = `${example.from} ${example.event}.${example.payload.action ?? ''}`;
      // A handler may find by the payload that there is nothing to do, and says so.
      if (reason === undefined) expect([name, is, outcome]).toEqual([name, expect.stringMatching(/^(?:processed|ignored)$/), expect.any(String)]);
      else expect([name, is, outcome]).toEqual([name, 'ignored', reason]);
    }
    expect(await stack.database.db('deliveries').where({ state: 'parked' })).toEqual([]);
  });

  test('one that is not ignored changes a named state', async () => {
    const unchanged: string[] = [];
    for (const example of examples.filter(({ event, payload }) => ignoredReason(event, payload.action ?? null) === undefined && !(event in NEEDS_MORE) && !(`${event}.${payload.action}` in NEEDS_MORE))) {
      await stack.quiet();
      await prepare(example);
      const before = await state();
      const { guid } = await send(example.event, JSON.stringify(example.payload));
      const { outcome } = await finished(guid);
      if ((await state()) === before) unchanged.push(`${example.from} ${example.event}.${example.payload.action ?? ''}: ${outcome}`);
    }
    expect(unchanged).toEqual([]);
  });
});

describe('I2: variants of real examples are refused and leave no row', () => {
  const sample = examples.filter((_, index) => index % 25 === 0);

  test.each(sample)('$from $event', async ({ event, payload }) => {
    const body = JSON.stringify(payload);
    const count = async (): Promise<number> => Number((await stack.database.db('deliveries').count<{ count: number }[]>())[0]?.count);
    const before = await count();
    const good = { 'x-hub-signature-256': sign(body, secret()) };
    const answers = [
      [401, await send(event, body.slice(0, -7), good)],
      [401, await send(event, body, { 'x-hub-signature-256': sign(body, 'guess') })],
      [401, await send(event, body, { 'x-hub-signature-256': undefined })],
      [415, await send(event, body, { 'content-type': 'application/x-www-form-urlencoded' })],
      [400, await send(event, body, { 'x-github-event': undefined })],
      [400, await send(event, body, { 'x-github-delivery': undefined })],
    ] as const;
    expect(answers.map(([, { status }]) => status)).toEqual(answers.map(([status]) => status));
    expect(await count()).toBe(before);
  });

  test('padded to 25 MiB and a byte', async () => {
    const body = JSON.stringify(examples[0]?.payload).padEnd(MAX_BODY_BYTES + 1);
    expect((await send('issues', body)).status).toBe(413);
  });
});
