/** Coming into a project by a link: once, in time, as what it says; and how long things are kept. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { redact } from '../../src/log.ts';
import { setMember } from '../../src/store/members.ts';
import { prune } from '../../src/sync/prune.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stack.stop());

const db = () => world.stack.database.db;
const invite = (more: object = {}): Promise<{ id: string; code: string }> => world.people.olivia.mutate('invitations.create', { projectId: String(world.own), ...more });
const members = async (): Promise<number[]> => (await db()<{ user_id: number; project_id: number }>('members').where({ project_id: world.own })).map((one) => one.user_id);

describe('an invitation', () => {
  test('shows what it leads to, lets in whoever has it, and then has ended', async () => {
    const { id, code } = await invite({ role: 'viewer' });
    expect(await world.people.tara.mutate('invitations.preview', { code })).toMatchObject({ projectId: String(world.own), projectName: 'Test', role: 'viewer', invitedBy: 'olivia' });
    expect(await world.people.tara.mutate('invitations.accept', { code })).toEqual({ projectId: String(world.own), role: 'viewer' });
    expect(await members()).toContain(world.ids.tara);
    await expect(world.people.otto.mutate('invitations.accept', { code })).rejects.toThrow('NOT_FOUND');
    expect(await db()('audit_log').where({ event: 'member.added' }).orderBy('id', 'desc').first()).toMatchObject({ actor_id: world.ids.tara, detail: { invitation: Number(id), after: 'viewer' } });
    await db()('members').where({ project_id: world.own, user_id: world.ids.tara }).delete();
  });

  test('lets in one of two who come at the same moment', async () => {
    const { code } = await invite();
    const outcomes = await Promise.allSettled([world.people.tara, world.people.otto].map((who) => who.mutate('invitations.accept', { code })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await db()('members').where({ project_id: world.own }).whereIn('user_id', [world.ids.tara, world.ids.otto]).delete();
  });

  test('makes nobody more or less who is in the project already', async () => {
    const { code } = await invite({ role: 'lead' });
    expect(await world.people.rita.mutate('invitations.accept', { code })).toMatchObject({ role: 'viewer' });
    expect(await world.people.tara.mutate('invitations.preview', { code })).toMatchObject({ role: 'lead' });
  });

  test('is of no use once withdrawn or expired, nor when made up', async () => {
    const [withdrawn, expired] = [await invite(), await invite()];
    await world.people.olivia.mutate('invitations.revoke', { projectId: String(world.own), id: withdrawn.id });
    await db()('invitations').where({ id: expired.id }).update({ expires_at: db().raw("now() - interval '1 second'") });
    for (const code of [withdrawn.code, expired.code, `lsti_${'0'.repeat(64)}`]) {
      await expect(world.people.tara.mutate('invitations.accept', { code })).rejects.toThrow('NOT_FOUND');
      await expect(world.people.tara.mutate('invitations.preview', { code })).rejects.toThrow('NOT_FOUND');
    }
    const open = await world.people.olivia.query<{ id: string }[]>('invitations.list', { projectId: String(world.own) });
    expect(open.map(({ id }) => id)).not.toEqual(expect.arrayContaining([withdrawn.id]));
    await expect(world.people.otto.mutate('invitations.revoke', { projectId: String(world.foreign), id: (await invite()).id })).rejects.toThrow('NOT_FOUND');
  });

  test.each(['demoted', 'removed'])('ends where who made it is %s: nobody comes back as a lead by a link of their own', async (change) => {
    await world.people.olivia.mutate('members.setRole', { projectId: String(world.own), userId: String(world.ids.walter), role: 'lead' });
    const { code } = await world.people.walter.mutate<{ code: string }>('invitations.create', { projectId: String(world.own), role: 'lead', maxUses: 5 });
    const other = await invite();
    if (change === 'removed') await world.people.olivia.mutate('members.remove', { projectId: String(world.own), userId: String(world.ids.walter) });
    else await world.people.olivia.mutate('members.setRole', { projectId: String(world.own), userId: String(world.ids.walter), role: 'member' });
    await expect(world.people.walter.mutate('invitations.accept', { code })).rejects.toThrow('NOT_FOUND');
    expect(await world.people.tara.mutate('invitations.preview', { code: other.code })).toMatchObject({ invitedBy: 'olivia' });
    await setMember(db(), world.own, world.ids.walter, 'member');
  });

  test('is stored as a hash, and cut out of logs', async () => {
    const { code } = await invite();
    const stored = JSON.stringify([await db()('invitations'), await db()('audit_log')]);
    expect(stored).not.toContain(code.slice(5));
    expect(redact(`GET /invitations/${code} failed`)).toBe('GET /invitations/[redacted] failed');
  });
});

describe('how long things are kept', () => {
  const age = (days: number): Promise<unknown> => db().raw("UPDATE action_events SET at = now() - ? * interval '1 day' WHERE project_id = ?", [days, world.own]);
  const events = async (): Promise<number> => (await db()('action_events').where({ project_id: world.own })).length;

  test('the history of actions stays unless a lead chose otherwise, and then goes', async () => {
    await age(40);
    await prune(db());
    expect(await events()).toBeGreaterThan(0);
    await world.people.olivia.mutate('retention.setHistory', { projectId: String(world.own), days: 41 });
    await prune(db());
    expect(await events()).toBeGreaterThan(0);
    await world.people.olivia.mutate('retention.setHistory', { projectId: String(world.own), days: 30 });
    await prune(db());
    expect(await events()).toBe(0);
    expect(await world.people.rita.query('retention.get', { projectId: String(world.own) })).toEqual({ deliveriesDays: 30, syncLogDays: 30, historyDays: 30 });
    expect(await db()('audit_log').where({ event: 'retention.changed' }).orderBy('id', 'desc').first()).toMatchObject({ detail: { before: { historyDays: 41 }, after: { historyDays: 30 } } });
  });

  test('old weeks of deliveries go by the operator’s word', async () => {
    const year = new Date().getUTCFullYear() - 3;
    const week = `deliveries_${year}w10`;
    const there = async (): Promise<unknown> => (await db().raw<{ rows: unknown[] }>('SELECT to_regclass(?) IS NOT NULL AS there', [week])).rows;
    await db().raw(`CREATE TABLE ${week} PARTITION OF deliveries FOR VALUES FROM ('${year}-03-02Z') TO ('${year}-03-09Z')`);
    await db()('users').where({ id: world.ids.tara }).update({ operator: true });
    await world.people.tara.mutate('retention.setInstance', { deliveriesDays: 3650, syncLogDays: 30 });
    await prune(db());
    expect(await there()).toEqual([{ there: true }]);
    await world.people.tara.mutate('retention.setInstance', { deliveriesDays: 365, syncLogDays: 30 });
    await prune(db());
    expect(await there()).toEqual([{ there: false }]);
  });
});
