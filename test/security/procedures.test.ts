/**
 * I12, generated from the page's router: every procedure, called as every role of its own and of a
 * foreign project and by nobody. What is right stands here once more, apart from the policy.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pageRouter } from '../../src/http/trpc/router.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { createProject, ensureIntegration } from '../../src/store/projects.ts';
import { setMember } from '../../src/store/members.ts';
import { upsertUser } from '../../src/store/users.ts';
import { until } from '../support/until.ts';
import { visit, type Visitor } from '../support/visitor.ts';
import { refuseIssue } from './refused-issue.ts';
import { everything, startWorld, type Login, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stack.stop());

type Who = Login | 'nobody';

interface Rule {
  /** Input that an allowed caller succeeds with. */
  input: (world: World, who: Who) => unknown;
  /** Who may, in project A. */
  allowed: readonly Login[];
  /** Members who see the thing but may not do this: FORBIDDEN. Everybody else: as if it did not exist. */
  forbidden: readonly Login[];
  /** Puts back what an allowed call changed for the others. */
  after?: (world: World) => Promise<void>;
}

const everybody: readonly Login[] = ['olivia', 'walter', 'rita', 'otto', 'tara'];
const inProject = { allowed: ['olivia', 'walter', 'rita'], forbidden: [] } as const;
const workers = { allowed: ['olivia', 'walter'], forbidden: ['rita'] } as const;
const leads = { allowed: ['olivia'], forbidden: ['walter', 'rita'] } as const;
const own = (more: object = {}) => (w: World) => ({ projectId: String(w.own), ...more });

const HOOK = { url: 'https://127.0.0.1:9/hook', kinds: ['access.lost'] };

let extra = 0;

const RULES: Record<string, Rule> = {
  'account.get': { input: () => undefined, allowed: everybody, forbidden: [] },
  'account.sessions': { input: () => undefined, allowed: everybody, forbidden: [] },
  'account.endSession': { allowed: everybody, forbidden: [], input: async (w, who) => ({ id: who === 'nobody' ? 'x' : await otherSession(w, who) }) },
  'projects.list': { input: () => undefined, allowed: everybody, forbidden: [] },
  'projects.get': { input: (w) => ({ id: String(w.own) }), ...inProject },
  'projects.create': { input: () => ({ name: 'One more' }), allowed: everybody, forbidden: [] },
  'projects.rename': { input: (w) => ({ id: String(w.own), name: 'A' }), ...leads },
  'actions.list': { input: own(), ...inProject },
  'actions.facets': { input: own(), ...inProject },
  'actions.get': { input: (w) => ({ id: String(w.actions.widgets) }), ...inProject },
  'actions.update': { input: async (w) => ({ id: String(w.actions.widgets), expectedVersion: await version(w), changes: { priority: 'high' } }), ...workers },
  'actions.board': { input: own(), ...inProject },
  'actions.form': { input: own(), ...inProject },
  'actions.preview': { input: own({ text: '**hello**' }), ...inProject },
  'actions.history': { input: (w) => ({ id: String(w.actions.widgets) }), ...inProject },
  'actions.updateMany': { input: (w) => own({ choice: { ids: [String(w.actions.widgets)] }, changes: { priority: 'low' } })(w), ...workers },
  'actions.create': { input: (w, who) => own({ values: { title: 'New' }, repositoryId: null, key: `form of ${who}` })(w), ...workers },
  'actions.setArchived': { input: (w) => ({ id: String(w.actions.widgets), archived: false }), ...workers },
  'actions.restore': { input: async (w) => ({ id: String(w.actions.widgets), eventId: await changeEvent(w), field: 'priority' }), ...workers },
  'actions.remove': { input: async (w) => ({ id: await localAction(w), expectedVersion: 1 }), ...workers },
  'actions.undelete': { input: async (w) => ({ id: await localAction(w, true) }), ...workers },
  'actions.retryIssue': { input: async (w) => ({ id: await refuseIssue(w, await localAction(w)) }), ...workers },
  'members.list': { input: own(), ...inProject },
  'members.setRole': { input: (w) => ({ projectId: String(w.own), userId: String(w.ids.walter), role: 'member' }), ...leads },
  'members.remove': { input: async (w) => ({ projectId: String(w.own), userId: String(await newcomer(w)) }), ...leads },
  'repositories.installations': { input: own(), ...leads },
  'repositories.linkable': { input: own(), ...leads },
  'repositories.link': { input: own({ fullName: 'acme/widgets' }), ...leads },
  'repositories.setOpen': { input: (w) => ({ projectId: String(w.own), repositoryId: String(w.repositories.widgets), open: true }), ...leads },
  'invitations.list': { input: own(), ...leads },
  'invitations.create': { input: own({ role: 'viewer' }), ...leads },
  'invitations.revoke': { input: async (w) => ({ projectId: String(w.own), id: (await invitation(w)).id }), ...leads },
  'invitations.preview': { input: async (w) => ({ code: (await invitation(w)).code }), allowed: everybody, forbidden: [] },
  // Those who are in stay what they are; otto and tara come in, and go again below.
  'invitations.accept': { input: async (w) => ({ code: (await invitation(w)).code }), allowed: everybody, forbidden: [], after: (w) => leave(w, ['otto', 'tara']) },
  'alerts.list': { input: own(), ...leads },
  'alerts.markRead': { input: own(), ...leads },
  'alerts.preferences': { input: () => undefined, allowed: everybody, forbidden: [] },
  'alerts.setPreferences': { input: () => ({ email: null, kinds: ['access.lost'] }), allowed: everybody, forbidden: [] },
  'webhooks.list': { input: own(), ...leads },
  'webhooks.create': { input: own(HOOK), ...leads },
  'webhooks.change': { input: async (w) => ({ projectId: String(w.own), id: await webhook(w), ...HOOK, active: false }), ...leads },
  'webhooks.remove': { input: async (w) => ({ projectId: String(w.own), id: await webhook(w) }), ...leads },
  // Of an address inside: refused by the guard, and that is an answer.
  'webhooks.test': { input: async (w) => ({ projectId: String(w.own), id: await webhook(w) }), ...leads },
  'webhooks.deliveries': { input: async (w) => ({ projectId: String(w.own), id: await webhook(w) }), ...leads },
  'webhooks.retry': { input: async (w) => ({ projectId: String(w.own), id: await webhook(w) }), ...leads },
  'privacy.disconnectPreview': { input: own(), ...leads },
  'privacy.deletePreview': { input: own(), ...leads },
  'privacy.accountPreview': { input: () => undefined, allowed: everybody, forbidden: [] },
  'privacy.tasks': { input: own(), ...leads },
  'privacy.disconnect': { input: async (w) => ({ projectId: String(await spare(w)), actions: 'keep' }), ...leads },
  'privacy.deleteProject': { input: async (w) => ({ projectId: String(await spare(w)), name: 'Spare' }), ...leads },
  // Their own is all that anybody can name: whoever they are, another login is refused.
  'privacy.deleteAccount': { input: () => ({ login: 'somebody-else' }), allowed: [], forbidden: everybody },
  'retention.get': { input: own(), ...inProject },
  'retention.setHistory': { input: own({ days: null }), ...leads },
  'retention.setInstance': { input: () => ({ deliveriesDays: 30, syncLogDays: 30 }), allowed: [], forbidden: everybody },
  'integrations.get': { input: own(), ...leads },
  'integrations.check': { input: own({ settings: {} }), ...leads },
  'integrations.update': { input: async (w) => own({ expectedVersion: await settingsVersion(w), switches: { pollEvery: 600 } })(w), ...leads },
  'integrations.activate': { input: async (w) => own({ expectedVersion: await settingsVersion(w), repositories: [{ fullName: 'acme/widgets' }] })(w), ...leads },
  'integrations.impact': { input: async (w) => own({ expectedVersion: await settingsVersion(w), settings: {} })(w), ...leads },
  'integrations.unlink': { input: async (w) => own({ repositoryId: await spareLink(w), actions: 'keep' })(w), ...leads },
  'integrations.facts': { input: own({ repositories: ['acme/widgets'] }), ...leads },
  'integrations.startPreview': { input: own({ settings: {}, repositories: ['acme/widgets'] }), ...leads },
  'integrations.preview': { input: own(), ...leads },
  'integrations.cancelPreview': { input: own(), ...leads },
  'mappings.people': { input: own(), ...leads },
  'mappings.setPerson': { input: async (w) => own({ expectedVersion: await settingsVersion(w), login: 'walter-work', member: 'walter' })(w), ...leads },
  'pulls.list': { input: (w) => ({ actionId: String(w.actions.widgets) }), ...inProject },
  'pulls.link': { input: (w) => ({ actionId: String(w.actions.widgets), pull: pullOf(w) }), ...workers },
  'pulls.unlink': { input: async (w) => ({ actionId: String(w.actions.widgets), pull: await linkedPull(w) }), ...workers },
  'integrations.draft': { input: own(), ...leads },
  'integrations.saveDraft': { input: own({ draft: { repositories: ['acme/widgets'], step: 'mappings' } }), ...leads },
  'integrations.discardDraft': { input: own(), ...leads },
  'integrations.pause': { input: own(), ...leads },
  'integrations.resume': { input: own(), ...leads },
  'integrations.controlPull': { input: (w) => own({ repositoryId: String(w.repositories.widgets), verb: 'cancel' })(w), ...leads },
  'integrations.sync': { input: (w) => own({ actionIds: [String(w.actions.widgets)] })(w), ...workers },
  'integrations.cancelWrites': { input: own(), ...leads },
  'integrations.confirmBrake': { input: own(), ...leads },
  'integrations.declineBrake': { input: own(), ...leads },
  'integrations.why': { input: own({ issue: 'acme/widgets#1' }), ...inProject },
  'conflicts.list': { input: own(), ...inProject },
  'conflicts.resolve': { input: own({ ids: ['1'], decision: { take: 'github' } }), ...workers },
  'health.get': { input: own(), ...inProject },
  'health.series': { input: own({ range: 'month' }), ...inProject },
  'health.troubles': { input: own(), ...inProject },
  'health.troubleOf': { input: (w) => ({ actionId: String(w.actions.widgets) }), ...inProject },
  'health.verify': { input: own(), ...workers, after: (w) => idle(w, 'verify') },
  'health.redeliver': { input: own(), ...workers, after: (w) => idle(w, 'heal') },
  'syncLog.list': { input: own({ outcome: 'trouble', text: 'x' }), ...inProject },
  'syncLog.get': { input: async (w) => own({ id: String((await w.stack.database.db('github_sync_logs').where({ project_id: w.own, repository_id: w.repositories.widgets }).first()).id) })(w), ...inProject },
  'syncLog.retry': { input: own(), ...workers },
  'audit.list': { input: own(), ...leads },
  'tokens.list': { input: () => undefined, allowed: everybody, forbidden: [] },
  'tokens.create': { input: () => ({ name: 'mine', scopes: ['read'] }), allowed: everybody, forbidden: [] },
  'tokens.revoke': { input: async (w, who) => ({ id: who === 'nobody' ? '1' : await ownToken(w, who) }), allowed: everybody, forbidden: [] },
  'tokens.listOfProject': { input: own(), ...leads },
  'tokens.createForProject': { input: own({ name: 'ours', scopes: ['read'] }), ...leads },
  'tokens.revokeOfProject': { input: async (w) => ({ projectId: String(w.own), id: await projectToken(w) }), ...leads },
};

/** An event that changed the priority. */
async function changeEvent(w: World): Promise<string> {
  const event = await w.stack.database.db<{ id: number; action_id: number; kind: string }>('action_events').where({ action_id: w.actions.widgets, kind: 'changed' }).orderBy('id', 'desc').first();
  return String(event?.id);
}

/** An action without an issue, deleted or not. */
async function localAction(w: World, deleted = false): Promise<string> {
  const made = await w.people.olivia.mutate<{ id: string }>('actions.create', { projectId: String(w.own), values: { title: 'Local' }, repositoryId: null, key: `local-action-${(extra += 1)}` });
  if (deleted) await w.people.olivia.mutate('actions.remove', { id: made.id, expectedVersion: 1 });
  return made.id;
}

async function otherSession(w: World, who: Login): Promise<string> {
  await w.signIn(who);
  const sessions = await w.people[who].query<{ id: string; current: boolean }[]>('account.sessions');
  return sessions.find(({ current }) => !current)?.id ?? '';
}

async function ownToken(w: World, who: Login): Promise<string> {
  return (await w.people[who].mutate<{ id: string }>('tokens.create', { name: 'to go', scopes: ['read'] })).id;
}

async function projectToken(w: World): Promise<string> {
  return (await w.people.olivia.mutate<{ id: string }>('tokens.createForProject', { projectId: String(w.own), name: 'to go', scopes: ['read'] })).id;
}

/** Of the few that a project may have, one that is there already will do. */
async function webhook(w: World): Promise<string> {
  const [known] = await w.people.olivia.query<{ id: string }[]>('webhooks.list', { projectId: String(w.own) });
  return known?.id ?? (await w.people.olivia.mutate<{ id: string }>('webhooks.create', { projectId: String(w.own), ...HOOK })).id;
}

/** Another project with the same people in it, that may be taken apart. */
async function spare(w: World): Promise<number> {
  const { db } = w.stack.database;
  const { id } = await createProject(db, 'Spare', defaultSettings().statuses);
  await db('members').insert(await db('members').where({ project_id: w.own }).select(db.raw('? as project_id', [id]), 'user_id', 'role'));
  await ensureIntegration(db, id);
  return id;
}

async function invitation(w: World): Promise<{ id: string; code: string }> {
  return w.people.olivia.mutate('invitations.create', { projectId: String(w.own), role: 'viewer' });
}

async function leave(w: World, logins: readonly Login[]): Promise<void> {
  await w.stack.database.db('members').where({ project_id: w.own }).whereIn('user_id', logins.map((login) => w.ids[login])).delete();
}

let pullNumber = 0;
function pullOf(w: World): string {
  pullNumber ||= w.stack.github.control.createPullRequest({ by: 'walter', repository: 'acme/widgets', title: 'Hold the widget up' }).number;
  return `acme/widgets#${pullNumber}`;
}

async function linkedPull(w: World): Promise<string> {
  await w.people.olivia.mutate('pulls.link', { actionId: String(w.actions.widgets), pull: pullOf(w) });
  await w.stack.quiet();
  return pullOf(w);
}

/** A link to lose: none of the tests' own repositories. */
async function spareLink(w: World): Promise<string> {
  const { db } = w.stack.database;
  const id = 4_000_000_000;
  const { installation_id: installation } = await db('repositories').where({ id: w.repositories.widgets }).first();
  await db('repositories').insert({ id, installation_id: installation, node_id: 'R_spare', owner: 'acme', name: 'spare', state: 'removed' }).onConflict('id').ignore();
  const { id: integration } = await db('github_integrations').where({ project_id: w.own }).first();
  await db('github_integration_repositories').insert({ integration_id: integration, project_id: w.own, repository_id: id, backfill_state: 'live' }).onConflict(['integration_id', 'repository_id']).ignore();
  return String(id);
}

async function settingsVersion(w: World): Promise<number> {
  return (await w.stack.database.db<{ project_id: number; version: number }>('github_integrations').where({ project_id: w.own }).first())?.version ?? 0;
}

async function version(w: World): Promise<number> {
  return (await w.stack.database.db<{ id: number; version: number }>('actions').where({ id: w.actions.widgets }).first())?.version ?? 0;
}

/** What a call began in the background is over. */
async function idle(w: World, queue: string): Promise<void> {
  await until(`${queue} is done`, async () => (await w.stack.database.db.raw("SELECT 1 FROM pgboss.job WHERE name = ? AND state IN ('created', 'active')", [queue])).rows.length === 0);
}

async function newcomer(w: World): Promise<number> {
  extra += 1;
  const { id } = await upsertUser(w.stack.database.db, { githubId: 900_000 + extra, login: `extra${extra}`, name: null });
  await setMember(w.stack.database.db, w.own, id, 'viewer');
  return id;
}

const procedures = Object.entries(pageRouter._def.procedures as unknown as Record<string, { _def: { type: string; meta?: unknown } }>);

async function call(visitor: Visitor, path: string, input: unknown): Promise<string> {
  const kind = procedures.find(([name]) => name === path)?.[1]._def.type;
  try {
    await (kind === 'mutation' ? visitor.mutate(path, input) : visitor.query(path, input));
    return 'OK';
  } catch (error) {
    return (error as Error).message;
  }
}

test('every procedure has a rule here, names its right, and no rule stands for nothing', () => {
  expect(procedures.map(([path]) => path).sort()).toEqual(Object.keys(RULES).sort());
  for (const [path, procedure] of procedures) expect([path, procedure._def.meta]).toEqual([path, expect.objectContaining({ right: expect.any(String) })]);
});

describe.each(procedures.map(([path]) => path))('%s', (path) => {
  const rule = RULES[path] as Rule;

  const visitorOf = (who: Who): Visitor => (who === 'nobody' ? visit(world.stack) : world.people[who]);
  const refused = ([...everybody, 'nobody'] as const).filter((who) => who === 'nobody' || !rule.allowed.includes(who));

  // One look at every table before all refusals and one after: looking takes far longer than calling.
  test('refused to everybody else, and nothing changes', async () => {
    const calls: { who: Who; input: unknown }[] = [];
    for (const who of refused) calls.push({ who, input: await rule.input(world, who) });
    // What an earlier call began goes on in the background.
    await world.stack.quiet();
    const before = await everything(world);
    for (const { who, input } of calls) {
      const expected = who === 'nobody' ? 'UNAUTHORIZED' : rule.forbidden.includes(who) ? 'FORBIDDEN' : 'NOT_FOUND';
      expect([who, await call(visitorOf(who), path, input)]).toEqual([who, expected]);
    }
    expect(await everything(world)).toBe(before);
  });

  if (rule.allowed.length > 0) test.each<Login>(rule.allowed)('as %s', async (who) => {
    expect(await call(visitorOf(who), path, await rule.input(world, who))).toBe('OK');
    await rule.after?.(world);
  });
});

test('a refusal stands in the audit log of the project it was about', async () => {
  await call(world.people.otto, 'actions.list', { projectId: String(world.own) });
  const line = await world.stack.database.db('audit_log').orderBy('id', 'desc').first();
  expect(line).toMatchObject({ event: 'access.denied', outcome: 'denied', project_id: world.own, actor_id: world.ids.otto, detail: { right: 'action.read' } });
});

test.each(['0', '-1', '1e3', '99999999999999999999', 'abc', "1' OR '1'='1", '1;DROP TABLE users'])('an id %j is an id of nothing', async (id) => {
  expect(await call(world.people.olivia, 'projects.get', { id })).toBe('NOT_FOUND');
  expect(await call(world.people.olivia, 'actions.get', { id })).toBe('NOT_FOUND');
});
