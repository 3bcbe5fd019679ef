/** GitHub is out of order for a while: nothing is given up for it, and what is given up stays in sight and is tried again. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { JobWithMetadata } from 'pg-boss';
import type { Client } from '../../src/github/clients.ts';
import { withUrgency } from '../../src/github/urgency.ts';
import { findMapping, mappingOfAction, pendingMappings, updateMapping, type Mapping } from '../../src/store/mappings.ts';
import { rows } from '../../src/store/db.ts';
import { bury } from '../../src/sync/bury.ts';
import { editAction } from '../../src/sync/edit.ts';
import { pushMapping } from '../../src/sync/push.ts';
import { mapIssue, type MappedIssue } from '../support/mapped-issue.ts';
import { postDelivery } from '../support/signed.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  await stack.project([REPOSITORY]);
});
afterAll(() => stack.stop());
afterEach(async () => {
  stack.github.control.clearRequestFaults();
  await stack.quiet();
});

const outage = () => stack.github.control.addRequestFault({ fault: { kind: 'status', status: 503 } });
const edit = async ({ actionId }: MappedIssue, title: string) => expect(await editAction(stack.engine, { actionId, changes: { title }, actor: 'walter' })).toMatchObject({ outcome: 'updated' });
const mapped = async ({ actionId }: MappedIssue): Promise<Mapping> => (await mappingOfAction(stack.database.db, actionId)) as Mapping;

interface Waiting {
  state: string;
  retries: number;
  priority: number;
  outages: number | null;
}

const waitingPush = async ({ id }: Mapping): Promise<Waiting | undefined> =>
  (await rows<Waiting>(stack.database.db, `SELECT state::text, retry_count AS retries, priority, (data ->> 'outages')::int AS outages FROM pgboss.job
     WHERE name = 'push' AND singleton_key = ? AND state IN ('created', 'retry')`, [String(id)]))[0];

test('I5: an edit outlasts an outage without using up a try, stays as urgent as it was, and is written when GitHub is back', async () => {
  const issue = await mapIssue(stack, REPOSITORY, { title: 'Before the outage' });
  outage();
  await edit(issue, 'Written in the outage');
  const waits = await until('it met the outage twice', async () => {
    const found = await waitingPush(await mapped(issue));
    return (found?.outages ?? 0) >= 2 && found;
  });
  expect(waits).toMatchObject({ state: 'created', retries: 0, priority: 10 });
  stack.github.control.clearRequestFaults();
  await until('it is written', () => issue.issue().title === 'Written in the outage');
});

test('I11: an outage is no failed attempt of a delivery', async () => {
  const guid = '0a7a6e00-0000-1000-a000-000000000001';
  const delivery = async () => (await stack.database.db('deliveries').where({ guid }))[0];
  const [repository] = await stack.database.db('repositories').where({ name: 'widgets' });
  outage();
  const body = JSON.stringify({ action: 'created', label: { node_id: 'LA_1', name: 'fresh' }, repository: { id: Number(repository.id) } });
  await postDelivery(stack.app.address as string, body, { event: 'label', secret: stack.github.app.webhookSecret, guid });
  await until('it met the outage twice', async () => (await rows(stack.database.db, "SELECT 1 FROM pgboss.job WHERE name = 'delivery' AND (data ->> 'outages')::int >= 2")).length > 0);
  expect(await delivery()).toMatchObject({ state: 'queued', attempts: 0 });
  stack.github.control.clearRequestFaults();
  await until('it is processed', async () => (await delivery())?.state === 'processed');
});

test.each(['push', 'refresh'])('I5: what is given up in %s still waits to be written, in sight, and is tried again by itself', async (sourceName) => {
  const issue = await mapIssue(stack, REPOSITORY, { title: `Given up in ${sourceName}` });
  outage();
  await edit(issue, `Not yet on GitHub by ${sourceName}`);
  const { id } = await mapped(issue);
  await bury(stack.engine, { mappingId: id }, { sourceName, sourceRetryCount: 30 } as JobWithMetadata<object>);
  expect(await findMapping(stack.database.db, id)).toMatchObject({ pending: true, error: expect.stringContaining('tried again once an hour') });
  stack.github.control.clearRequestFaults();
  await until('it is written', () => issue.issue().title === `Not yet on GitHub by ${sourceName}`);
  await until('it is in step', async () => (await mapped(issue)).error === null);
});

test('what was given up has one minute of each hour, so that it is no burden', async () => {
  const { id } = await mapped(await mapIssue(stack, REPOSITORY, { title: 'Rarely tried' }));
  await stack.database.db.transaction(async (trx) => {
    await updateMapping(trx, id, { pending: true, error: 'Whatever the sentence says.', givenUp: true });
    const [now] = await rows<{ isItsMinute: boolean }>(trx, 'SELECT ?::bigint % 60 = extract(minute FROM now()) AS "isItsMinute"', [id]);
    expect((await pendingMappings(trx, 1000)).includes(id)).toBe(now?.isItsMinute);
    await updateMapping(trx, id, { error: 'GitHub has dropped a label.' });
    expect(await pendingMappings(trx, 1000)).toContain(id);
    await updateMapping(trx, id, { pending: false, error: null });
  });
});

test.each([['interactive', 10], ['event', 0]] as const)('a push that must look again comes again as urgent as it was (%s)', async (urgency, priority) => {
  const { db } = stack.database;
  const issue = await mapIssue(stack, REPOSITORY, { title: `Overtaken, ${urgency}` });
  const { id, issueUpdatedAt } = await mapped(issue);
  await db('actions').where({ id: issue.actionId }).update({ title: `Written, ${urgency}` });
  await updateMapping(db, id, { pending: true });
  // While it is being written, something later is taken in.
  const asInstallation = async (installationId: number): Promise<Client> => new Proxy(await stack.engine.github.asInstallation(installationId), {
    get: (target, name) => (name !== 'request' ? target[name as keyof Client] : async (...given: Parameters<Client['request']>) => {
      const answer = await target.request(...given);
      if (String(given[0]).startsWith('PATCH')) await db('github_issue_mappings').where({ id }).update({ seen: db.raw('seen + 1'), issue_updated_at: db.raw("now() + interval '1 day'") });
      return answer;
    }),
  });
  const cause = { trigger: 'push' as const, deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null };
  await withUrgency(urgency, () => pushMapping({ ...stack.engine, github: { ...stack.engine.github, asInstallation } }, id, cause));
  expect(await rows(db, "SELECT priority FROM pgboss.job WHERE name = 'push' AND singleton_key = ?", [String(id)])).toContainEqual({ priority });
  await stack.quiet();
  await db('github_issue_mappings').where({ id }).update({ issue_updated_at: issueUpdatedAt });
});
