/** Leads and other systems are told once of each thing, in words, and by whichever way they chose. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { ALERT_KINDS, alertText } from '../../src/core/alerts.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { createMailer } from '../../src/notify/mail.ts';
import type { NotifyParts } from '../../src/notify/parts.ts';
import { tell } from '../../src/notify/tell.ts';
import { deliverOutgoing, newWebhookSecret, testWebhook } from '../../src/notify/webhooks.ts';
import type { Jobs } from '../../src/queue/boss.ts';
import { alertsOfProject, markRead, writePreferences } from '../../src/store/alerts.ts';
import { upsertInstallation, upsertRepositories } from '../../src/store/installations.ts';
import { setMember } from '../../src/store/members.ts';
import { createWebhook, outgoingOf, unparkOutgoing } from '../../src/store/outgoing-webhooks.ts';
import { createProject, ensureIntegration, linkRepository, setIntegrationState } from '../../src/store/projects.ts';
import { upsertUser } from '../../src/store/users.ts';
import { createVault } from '../../src/store/vault.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';

let database: TestDatabase;
let smtp: SMTPServer;
let receiver: Server;
let parts: NotifyParts;
const mails: { to: string[]; text: string }[] = [];
const received: { headers: IncomingMessage['headers']; body: string }[] = [];
const sent: { name: string; data: object; after: number }[] = [];
let status = 204;
const secret = newWebhookSecret();
const at = { project: 0, integration: 0, olivia: 0, walter: 0, webhook: 0, other: 0 };
const REPOSITORY = 5001;

beforeAll(async () => {
  database = await cloneDatabase();
  smtp = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (part: Buffer) => { text += part.toString('utf8'); });
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => { smtp.listen(0, '127.0.0.1', resolve); });
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString('utf8'); });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => { receiver.listen(0, '127.0.0.1', resolve); });
  const jobs = { boss: {}, send: async (name: string, data: object, options: { startAfterSeconds?: number } = {}) => void sent.push({ name, data, after: options.startAfterSeconds ?? 0 }) } as unknown as Jobs;
  const smtpPort = (smtp.server.address() as AddressInfo).port;
  parts = {
    db: database.db, jobs, log: silent, vault: createVault([Buffer.alloc(32, 1)]), publicUrl: 'https://lockstep.example.org',
    guard: { allow: { hosts: ['127.0.0.1'], networks: [] } }, mail: createMailer({ smtpUrl: `smtp://127.0.0.1:${smtpPort}`, mailFrom: 'Lockstep <lockstep@example.org>' }),
  };
  await seed();
});
afterAll(async () => {
  await new Promise<void>((resolve) => { smtp.close(resolve); });
  await new Promise((resolve) => { receiver.close(resolve); });
  await database.drop();
});
beforeEach(() => {
  for (const list of [mails, received, sent]) list.length = 0;
  status = 204;
});

async function seed(): Promise<void> {
  const { db } = database;
  await upsertInstallation(db, { id: 1, accountId: 1, accountLogin: 'acme', accountType: 'Organization', repositorySelection: 'all', permissions: { issues: 'write' }, suspended: false });
  await upsertRepositories(db, 1, [{ id: REPOSITORY, nodeId: 'R_1', owner: 'acme', name: 'secret-plans', private: true, archived: false, hasIssues: true }]);
  at.project = (await createProject(db, 'Payments', defaultSettings().statuses)).id;
  at.integration = await ensureIntegration(db, at.project);
  await linkRepository(db, at.integration, at.project, REPOSITORY);
  at.olivia = (await upsertUser(db, { githubId: 11, login: 'olivia', name: null })).id;
  at.walter = (await upsertUser(db, { githubId: 12, login: 'walter', name: null })).id;
  await setMember(db, at.project, at.olivia, 'lead');
  await setMember(db, at.project, at.walter, 'member');
  for (const id of [at.olivia, at.walter]) await writePreferences(db, id, { email: `${id}@example.org`, kinds: [...ALERT_KINDS] });
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  at.webhook = await createWebhook(db, parts.vault, at.project, { url, kinds: [...ALERT_KINDS], secret });
  at.other = (await createProject(db, 'Other', defaultSettings().statuses)).id;
}

const outgoing = (): Promise<Awaited<ReturnType<typeof outgoingOf>>> => outgoingOf(database.db, at.project, at.webhook, { before: null, limit: 50 });
const work = async (): Promise<void> => {
  for (const { data } of sent.splice(0)) await deliverOutgoing(parts, (data as { outgoingId: number }).outgoingId);
};
const quarterLater = (): Promise<unknown> => database.db.raw("UPDATE alert_preferences SET last_mail_at = now() - interval '16 minutes'");
const hourLater = (): Promise<unknown> => database.db.raw("UPDATE alerts SET notified_at = notified_at - interval '61 minutes', raised_at = raised_at - interval '61 minutes'");

test('a thing is told once: in the page, to the leads by e-mail, to the webhook with a signature', async () => {
  await setIntegrationState(database.db, at.integration, 'paused', 'Somebody said so.');
  await tell(parts);
  await work();
  expect(mails.map(({ to }) => to)).toEqual([[`${at.olivia}@example.org`]]);
  expect(mails[0]?.text).toMatch(/The sync with GitHub is paused: Somebody said so\./);
  expect(received).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'integration.paused', data: { project: { name: 'Payments' }, message: 'The sync with GitHub is paused: Somebody said so.' } });
  expect(() => new Webhook(newWebhookSecret()).verify(body, headers as Record<string, string>)).toThrow();
  expect(await outgoing()).toMatchObject([{ state: 'sent', status: 204, attempts: 1 }]);

  for (let again = 0; again < 3; again += 1) await tell(parts);
  await quarterLater();
  await tell(parts);
  expect([mails.length, sent.length]).toEqual([1, 0]);
  expect(await alertsOfProject(database.db, at.project, at.olivia, { after: null, limit: 10 })).toMatchObject([{ kind: 'integration.paused', read: false, closedAt: null }]);
  await markRead(database.db, at.project, at.olivia, null);
  await setIntegrationState(database.db, at.integration, 'active', null);
  await tell(parts);
  expect(await alertsOfProject(database.db, at.project, at.olivia, { after: null, limit: 10 })).toMatchObject([{ kind: 'integration.paused', read: true, closedAt: expect.any(Date) }]);
});

test('what comes and goes all the time is told once an hour, and all of it in one e-mail', async () => {
  for (let flap = 0; flap < 10; flap += 1) {
    await setIntegrationState(database.db, at.integration, flap % 2 === 0 ? 'paused' : 'active', 'flapping');
    await tell(parts);
  }
  expect(sent).toHaveLength(0);
  await setIntegrationState(database.db, at.integration, 'paused', 'flapping');
  await database.db('missing_names').insert({ integration_id: at.integration, repository_id: REPOSITORY, project_id: at.project, kind: 'label', name: 'urgent', sentence: 'The label "urgent" is gone.' });
  await hourLater();
  await database.db.raw('UPDATE alerts SET raised_at = now()');
  await quarterLater();
  await tell(parts);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toMatch(/flapping[\s\S]*A label or milestone that the settings name is gone/);
  await setIntegrationState(database.db, at.integration, 'active', null);
  await database.db('missing_names').delete();
});

test('access to a private repository: lost, and regained, without naming it to anybody outside', async () => {
  const link = { integration_id: at.integration, repository_id: REPOSITORY };
  await database.db('github_integration_repositories').where(link).update({ access_lost_at: database.db.fn.now() });
  await quarterLater();
  await tell(parts);
  await database.db('github_integration_repositories').where(link).update({ access_lost_at: null });
  await quarterLater();
  await tell(parts);
  await work();
  expect(received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(expect.arrayContaining(['access.lost', 'access.regained']));
  expect(JSON.stringify([mails, received])).not.toContain('secret-plans');
  expect((await alertsOfProject(database.db, at.project, at.olivia, { after: null, limit: 10 })).filter(({ kind }) => kind.startsWith('access')).map(({ kind, repository }) => [kind, repository]).toSorted())
    .toEqual([['access.lost', 'acme/secret-plans'], ['access.regained', 'acme/secret-plans']]);
});

test('alerts follow each other page by page: what holds first, then what is over, also where they were raised together', async () => {
  const { db } = database;
  await db('alerts').insert(Array.from({ length: 7 }, (_, index) => ({
    project_id: at.project, kind: 'conflict.opened', key: `test-${index}`, count: 1, closed_at: index % 2 === 0 ? null : db.fn.now(), raised_at: '2030-01-01T00:00:00.123456Z',
  })));
  const all = await alertsOfProject(db, at.project, at.olivia, { after: null, limit: 100 });
  const seen: typeof all = [];
  for (let last: (typeof all)[number] | undefined; seen.length < all.length; last = seen.at(-1)) {
    const after = last ? { closed: last.closedAt !== null, raisedAt: last.raisedAt.toISOString(), id: last.id } : null;
    seen.push(...(await alertsOfProject(db, at.project, at.olivia, { after, limit: 2 })));
  }
  expect(seen.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  expect(all.slice(0, 4).every(({ closedAt }) => closedAt === null)).toBe(true);
  await db('alerts').where('key', 'like', 'test-%').delete();
});

test('a message that fails waits longer each time, is parked and shown, and can be sent again', async () => {
  status = 500;
  await database.db('github_integration_repositories').where({ repository_id: REPOSITORY }).update({ backfill_state: 'failed', error: 'GitHub said no.' });
  await tell(parts);
  const pauses: number[] = [];
  for (let tries = 0; tries < 7; tries += 1) {
    await work();
    pauses.push(...sent.map(({ after }) => after));
  }
  expect(pauses).toEqual([10, 60, 300, 1800, 7200, 21_600]);
  expect((await outgoing())[0]).toMatchObject({ state: 'parked', attempts: 7, status: 500, error: 'The address answered with status 500.' });
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  await tell(parts);
  expect((await alertsOfProject(database.db, at.project, at.olivia, { after: null, limit: 10 })).map(({ kind }) => kind)).toContain('webhook.parked');
  status = 200;
  sent.length = 0;
  for (const id of await unparkOutgoing(database.db, at.project, at.webhook)) await deliverOutgoing(parts, id);
  expect((await outgoing()).filter(({ state }) => state === 'parked')).toEqual([]);
});

test('a mail server that is away loses no alert', async () => {
  await database.db('alert_mails').delete();
  await database.db('verifications').insert({ project_id: at.project, trigger: 'nightly', fix: true, state: 'done', total: 1, differences: 3, finished_at: database.db.fn.now() });
  await quarterLater();
  await tell({ ...parts, mail: async () => { throw new Error('away'); } });
  await quarterLater();
  await tell(parts);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toMatch(/The comparison with GitHub found 3 differences\./);
});

test('the test button says what came of it; a webhook of another project is none', async () => {
  expect(await testWebhook(parts, at.project, at.webhook)).toEqual({ ok: true, message: 'The address answered with status 204.' });
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ type: 'test' });
  expect(await testWebhook(parts, at.other, at.webhook)).toBeNull();
  expect(await testWebhook({ ...parts, guard: { allow: { hosts: [], networks: [] } } }, at.project, at.webhook)).toMatchObject({ ok: false });
  expect(JSON.stringify(await database.db('outgoing_webhooks'))).not.toContain(secret.slice(6));
});

test.each(ALERT_KINDS)('%s reads as a sentence, of one and of many, with a name and without', (kind) => {
  for (const facts of [{ count: 1, repository: null, detail: null }, { count: 7, repository: 'acme/widgets', detail: 'because of that.' }]) {
    expect(alertText(kind, facts)).toMatch(/^[A-Z0-9a-z][^\n]*[^.]\.$/);
    expect(alertText(kind, facts)).not.toMatch(/null|undefined/);
  }
});
