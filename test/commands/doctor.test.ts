/** `lockstep doctor`: what is well reads so, and what is not says what mends it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkAll, type DoctorParts, type Finding } from '../../src/sync/doctor/check.ts';
import { GitHubError } from '../../src/github/errors.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let parts: DoctorParts;
beforeAll(async () => {
  stack = await startStack();
  await stack.project(['acme/widgets']);
  stack.github.control.setWebhookUrl({ url: `${stack.app.publicUrl}/api/webhooks/github` });
  parts = { config: { ...stack.config, publicUrl: stack.app.publicUrl ?? '' }, db: stack.database.db, connect: async () => stack.engine.github };
});
afterAll(() => stack.stop());

const of = (findings: readonly Finding[], what: string): Finding[] => findings.filter((one) => one.what === what);
const examine = (more: Partial<DoctorParts> = {}): Promise<Finding[]> => checkAll({ ...parts, ...more });

test('a service that is well', async () => {
  const findings = await examine();
  expect(findings.filter(({ state }) => state === 'bad')).toEqual([]);
  for (const what of ['database', 'migrations', 'queue', 'keys', 'GitHub', 'installations', 'webhook', 'clocks']) expect([what, of(findings, what).map(({ state }) => state)]).toEqual([what, ['good']]);
  expect(findings.filter(({ state, mend }) => state !== 'good' && mend === null)).toEqual([]);
});

test('what is wrong is named with its mend, and keeps no other check from being made', async () => {
  const { db } = stack.database;
  await db('deliveries').insert({ guid: 'g1', received_at: db.fn.now(), event: 'issues', state: 'parked', body: Buffer.from('') });
  await db('clock_skew').insert({ skew_ms: 300_000 }).onConflict('single').merge();
  await db('schema_migrations').where({ name: '0012_alerts.ts' }).delete();
  await db('app_credentials').insert({ id: 1, app_id: 1, slug: 's', client_id: 'c', html_url: 'u', client_secret_sealed: 'v1.0123456789ab.x.y', webhook_secret_sealed: 'v1.0123456789ab.x.y', private_key_sealed: 'v1.0123456789ab.x.y' });
  const findings = await examine({ connect: async () => { throw new GitHubError('unauthorized', 401, 'no'); } });
  expect(of(findings, 'deliveries')).toMatchObject([{ state: 'warn', found: '1 are parked', mend: expect.stringContaining('lockstep deliveries') }]);
  expect(of(findings, 'clocks')).toMatchObject([{ state: 'bad', mend: expect.stringContaining('NTP') }]);
  expect(of(findings, 'migrations')).toMatchObject([{ state: 'bad', found: expect.stringContaining('0012_alerts'), mend: expect.stringContaining('lockstep migrate') }]);
  expect(of(findings, 'keys')).toMatchObject([{ state: 'bad', found: expect.stringContaining('0123456789ab'), mend: expect.stringContaining('TOKEN_ENCRYPTION_KEYS') }]);
  expect(of(findings, 'GitHub')).toMatchObject([{ state: 'bad' }]);
});

test('the webhook: events that go elsewhere, and a certificate that GitHub does not check', async () => {
  const { control } = stack.github;
  const url = `${stack.app.publicUrl}/api/webhooks/github`;
  expect(of(await examine(), 'webhook')).toMatchObject([{ state: 'good', found: `GitHub sends events to ${url}` }]);
  control.setApp({ webhookUrl: 'https://elsewhere.example/hook' });
  expect(of(await examine(), 'webhook')).toMatchObject([{ state: 'warn', found: `GitHub sends events to https://elsewhere.example/hook, not to ${url}`, mend: expect.stringContaining('PUBLIC_URL') }]);
  control.setApp({ webhookUrl: null });
  expect(of(await examine(), 'webhook')).toMatchObject([{ state: 'warn', found: `GitHub sends events to nowhere, not to ${url}` }]);
  control.setApp({ webhookUrl: url, insecureSsl: true });
  expect(of(await examine(), 'webhook')).toMatchObject([{ state: 'bad', mend: expect.stringContaining('certificate') }]);
  control.setApp({ insecureSsl: false });
});

test.each([['none', 'warn', /no App is connected/], ['unreadable', 'bad', /key .* is gone/]] as const)('without an App (%s)', async (answer, state, found) => {
  expect(of(await examine({ connect: async () => answer }), 'GitHub')).toMatchObject([{ state, found: expect.stringMatching(found) }]);
});
