/**
 * I12 at the REST API, generated from its routes: every one called by tokens of every role, of a project, of
 * another project, without the scope, and by nobody. What is right stands here once more, apart from the policy.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROUTES } from '../../src/http/rest/routes.ts';
import { createApiToken } from '../../src/store/api-tokens.ts';
import { setMember } from '../../src/store/members.ts';
import { createProject } from '../../src/store/projects.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { upsertUser } from '../../src/store/users.ts';
import { restOf, type Rest } from '../support/rest.ts';
import { refuseIssue } from './refused-issue.ts';
import { everything, startWorld, type World } from './world.ts';

const PEOPLE = ['olivia', 'walter', 'rita', 'otto', 'tara'] as const;
const WHO = [...PEOPLE, 'operator', 'readOnly', 'project', 'otherProject', 'nobody'] as const;
type Who = (typeof WHO)[number];

let world: World;
const callers = new Map<Who, Rest>();

beforeAll(async () => {
  world = await startWorld();
  const { db } = world.stack.database;
  const made = { name: 'test', expiresInDays: 1, projectId: null } as const;
  const all = ['read', 'write', 'admin'] as const;
  const add = async (who: Who, token: Parameters<typeof createApiToken>[1]) => callers.set(who, restOf(world.stack, (await createApiToken(db, token)).token));
  for (const login of PEOPLE) await add(login, { ...made, kind: 'person', userId: world.ids[login], scopes: all });
  await add('operator', { ...made, kind: 'operator', userId: world.ids.olivia, scopes: all });
  await add('readOnly', { ...made, kind: 'person', userId: world.ids.olivia, scopes: ['read'] });
  await add('project', { ...made, kind: 'project', userId: null, projectId: world.own, scopes: ['read', 'write'] });
  await add('otherProject', { ...made, kind: 'project', userId: null, projectId: world.foreign, scopes: ['read', 'write'] });
  callers.set('nobody', restOf(world.stack, null));
  // Before the tests, since GitHub tells of it.
  pullOf();
});
afterAll(() => world.stack.stop());

interface Rule {
  /** Least role. `anybody`: every known caller; `operator`: who runs this instance. */
  least: 'viewer' | 'member' | 'lead' | 'anybody' | 'person' | 'operator';
  /** Whether it only reads: a token with nothing but `read` may. */
  reads?: boolean;
  /** Whether a project's token may, too. */
  program?: boolean;
  /** It is about a project of its own, which the project's token is a stranger to. */
  elsewhere?: boolean;
  path: (w: World) => string | Promise<string>;
  body?: unknown;
}

const HOOK = { url: 'https://127.0.0.1:9/hook', kinds: ['access.lost'] };

const ofWebhook = (rest: string) => async (w: World) => `/projects/${w.own}/webhooks/${await made('/webhooks', HOOK)}${rest}`;
const ofProject = (rest: string) => (w: World) => `/projects/${w.own}${rest}`;
const looks = { least: 'viewer', reads: true, program: true } as const;
const works = { least: 'member', program: true } as const;

/** The newest entry of the history of the action that was made last. */
let entry = '0';

/** An action without an issue, edited once. */
async function localAction(deleted: boolean): Promise<string> {
  const olivia = callers.get('olivia') as Rest;
  const { body: { id } } = await olivia<{ id: string }>('POST', `/projects/${world.own}/actions`, { title: 'Local', repositoryId: null });
  await olivia('PATCH', `/actions/${id}`, { title: 'Edited' });
  entry = (await olivia<{ items: { id: string }[] }>('GET', `/actions/${id}/history`)).body.items[0]?.id ?? '0';
  if (deleted) await olivia('DELETE', `/actions/${id}`);
  return id;
}

/** The two addresses of an action. @param own whether each call needs an action of its own */
function both(method: string, rest: string, { own = false, deleted = false, refused = false, ...rule }: Omit<Rule, 'path'> & { own?: boolean; deleted?: boolean; refused?: boolean }): Record<string, Rule> {
  const id = async (w: World) => (refused ? refuseIssue(w, await localAction(false)) : own ? localAction(deleted) : String(w.actions.widgets));
  return {
    [`${method} /projects/{project}/actions/{action}${rest}`]: { ...rule, path: async (w) => `/projects/${w.own}/actions/${await id(w)}${rest}` },
    [`${method} /actions/{action}${rest}`]: { ...rule, path: async (w) => `/actions/${await id(w)}${rest}` },
  };
}

const RULES: Record<string, Rule> = {
  'GET /projects': { least: 'anybody', reads: true, program: true, path: () => '/projects' },
  'POST /projects': { least: 'person', path: () => '/projects', body: { name: 'One more' } },
  'GET /projects/{project}': { ...looks, path: ofProject('') },
  'PATCH /projects/{project}': { least: 'lead', path: ofProject(''), body: { name: 'Test' } },
  'DELETE /projects/{project}': { least: 'lead', elsewhere: true, path: async (w) => `/projects/${await spare(w)}?name=Spare` },
  'GET /projects/{project}/tasks': { least: 'lead', reads: true, path: ofProject('/tasks') },
  'DELETE /projects/{project}/integration': { least: 'lead', path: ofProject('/integration?dryRun=true'), reads: true },
  'GET /projects/{project}/actions': { ...looks, path: ofProject('/actions') },
  'POST /projects/{project}/actions': { ...works, path: ofProject('/actions'), body: { title: 'New', repositoryId: null } },
  'POST /projects/{project}/actions/bulk': { ...works, path: ofProject('/actions/bulk'), body: { choice: { ids: ['1'] }, changes: { priority: 'low' } } },
  ...both('GET', '', { ...looks }),
  ...both('PATCH', '', { ...works, body: { priority: 'high' } }),
  ...both('DELETE', '', { ...works, own: true }),
  ...both('POST', '/undelete', { ...works, own: true, deleted: true }),
  ...both('POST', '/retry-issue', { ...works, refused: true }),
  ...both('GET', '/history', { ...looks }),
  ...both('GET', '/trouble', { ...looks }),
  ...both('PUT', '/archived', { ...works, body: { archived: false } }),
  ...both('GET', '/pull-requests', { ...looks }),
  // A project's token has no rights on GitHub, and neither has whoever may not push there.
  ...both('POST', '/pull-requests', { least: 'member', body: () => ({ pull: pullOf() }) }),
  'DELETE /projects/{project}/actions/{action}/pull-requests': { least: 'member', path: async (w) => `/projects/${w.own}/actions/${w.actions.widgets}/pull-requests?pull=${await linkedPull(w)}` },
  'DELETE /actions/{action}/pull-requests': { least: 'member', path: async (w) => `/actions/${w.actions.widgets}/pull-requests?pull=${await linkedPull(w)}` },
  'GET /projects/{project}/fields': { ...looks, path: ofProject('/fields') },
  'GET /projects/{project}/facets': { ...looks, path: ofProject('/facets') },
  ...both('POST', '/restore', { ...works, own: true, body: () => ({ entry, field: 'title' }) }),
  'GET /projects/{project}/sync-log': { ...looks, path: ofProject('/sync-log') },
  'GET /projects/{project}/sync-log/{row}': { ...looks, path: async (w) => `/projects/${w.own}/sync-log/${(await db()('github_sync_logs').where({ project_id: w.own, repository_id: w.repositories.widgets }).first()).id}` },
  'GET /projects/{project}/health': { ...looks, path: ofProject('/health') },
  'GET /projects/{project}/series': { ...looks, path: (w) => `/projects/${w.own}/series?range=week&repositoryId=${w.repositories.widgets}` },
  'POST /projects/{project}/sync-log/retry': { ...works, path: ofProject('/sync-log/retry'), body: {} },
  'GET /projects/{project}/troubles': { ...looks, path: ofProject('/troubles') },
  'POST /projects/{project}/verify': { ...works, path: ofProject('/verify') },
  'POST /projects/{project}/redeliver': { ...works, path: ofProject('/redeliver') },
  'GET /projects/{project}/integration': { least: 'lead', reads: true, path: ofProject('/integration') },
  'PUT /projects/{project}/integration': { least: 'lead', path: ofProject('/integration'), body: { repositories: ['acme/widgets', 'acme/secret'] } },
  'POST /projects/{project}/integration/check': { least: 'lead', reads: true, path: ofProject('/integration/check'), body: {} },
  'POST /projects/{project}/integration/impact': { least: 'lead', path: ofProject('/integration/impact'), body: {} },
  'GET /projects/{project}/integration/facts': { least: 'lead', reads: true, path: ofProject('/integration/facts?repository=acme/widgets') },
  'POST /projects/{project}/integration/dry-run': { least: 'lead', path: ofProject('/integration/dry-run'), body: { repositories: ['acme/widgets'] } },
  'GET /projects/{project}/integration/dry-run': { least: 'lead', reads: true, path: ofProject('/integration/dry-run') },
  'DELETE /projects/{project}/integration/dry-run': { least: 'lead', path: ofProject('/integration/dry-run') },
  'POST /projects/{project}/integration/pause': { least: 'lead', path: ofProject('/integration/pause'), body: { reason: 'Lunch.' } },
  'POST /projects/{project}/integration/resume': { least: 'lead', path: ofProject('/integration/resume') },
  'GET /projects/{project}/integration/installations': { least: 'lead', path: ofProject('/integration/installations') },
  'GET /projects/{project}/integration/linkable': { least: 'lead', path: ofProject('/integration/linkable') },
  'POST /projects/{project}/integration/repositories': { least: 'lead', path: ofProject('/integration/repositories'), body: { fullName: 'acme/widgets' } },
  'GET /projects/{project}/people': { least: 'lead', reads: true, path: ofProject('/people') },
  'PUT /projects/{project}/people/{login}': { least: 'lead', path: ofProject('/people/walter-work'), body: { member: 'walter' } },
  'DELETE /projects/{project}/integration/repositories/{repository}': { least: 'lead', path: async (w) => `/projects/${w.own}/integration/repositories/${await spareLink(w)}` },
  'PUT /projects/{project}/integration/repositories/{repository}/open': { least: 'lead', path: (w) => `/projects/${w.own}/integration/repositories/${w.repositories.widgets}/open`, body: { open: false } },
  'POST /projects/{project}/integration/repositories/{repository}/pull': { least: 'lead', path: (w) => `/projects/${w.own}/integration/repositories/${w.repositories.widgets}/pull`, body: { verb: 'cancel' } },
  'POST /projects/{project}/integration/brake': { least: 'lead', path: ofProject('/integration/brake'), body: { confirm: true } },
  'POST /projects/{project}/sync/cancel': { least: 'lead', path: ofProject('/sync/cancel'), body: {} },
  'POST /projects/{project}/sync': { ...works, path: ofProject('/sync'), body: {} },
  'GET /projects/{project}/why': { ...looks, path: ofProject('/why?issue=acme/widgets%231') },
  'GET /projects/{project}/conflicts': { ...looks, path: ofProject('/conflicts') },
  'POST /projects/{project}/conflicts/resolve': { ...works, path: ofProject('/conflicts/resolve'), body: { ids: ['1'], decision: { take: 'github' } } },
  'POST /conflicts/{conflict}/resolve': { ...works, path: async (w) => `/conflicts/${await conflict(w)}/resolve`, body: { take: 'github' } },
  'GET /projects/{project}/members': { least: 'viewer', reads: true, path: ofProject('/members') },
  'PUT /projects/{project}/members/{user}': { least: 'lead', path: (w) => `/projects/${w.own}/members/${w.ids.walter}`, body: { role: 'member' } },
  'DELETE /projects/{project}/members/{user}': { least: 'lead', path: async (w) => `/projects/${w.own}/members/${await newcomer(w)}` },
  'GET /projects/{project}/tokens': { least: 'lead', path: ofProject('/tokens') },
  'POST /projects/{project}/tokens': { least: 'lead', path: ofProject('/tokens'), body: { name: 'ours', scopes: ['read'] } },
  'DELETE /projects/{project}/tokens/{token}': { least: 'lead', path: async (w) => `/projects/${w.own}/tokens/${await token(w)}` },
  'GET /projects/{project}/invitations': { least: 'lead', path: ofProject('/invitations') },
  'POST /projects/{project}/invitations': { least: 'lead', path: ofProject('/invitations'), body: { role: 'viewer' } },
  'DELETE /projects/{project}/invitations/{invitation}': { least: 'lead', path: async (w) => `/projects/${w.own}/invitations/${await made('/invitations', { role: 'viewer' })}` },
  'GET /projects/{project}/alerts': { least: 'lead', reads: true, path: ofProject('/alerts') },
  'POST /projects/{project}/alerts/read': { least: 'lead', reads: true, path: ofProject('/alerts/read'), body: {} },
  'GET /projects/{project}/webhooks': { least: 'lead', reads: true, path: ofProject('/webhooks') },
  'POST /projects/{project}/webhooks': { least: 'lead', path: ofProject('/webhooks'), body: HOOK },
  'GET /projects/{project}/webhooks/{webhook}': { least: 'lead', reads: true, path: ofWebhook('') },
  'PUT /projects/{project}/webhooks/{webhook}': { least: 'lead', path: ofWebhook(''), body: { ...HOOK, active: false } },
  'DELETE /projects/{project}/webhooks/{webhook}': { least: 'lead', path: ofWebhook('') },
  // Of an address inside: refused by the guard, and that is an answer.
  'POST /projects/{project}/webhooks/{webhook}/test': { least: 'lead', path: ofWebhook('/test') },
  'GET /projects/{project}/webhooks/{webhook}/deliveries': { least: 'lead', reads: true, path: ofWebhook('/deliveries') },
  'POST /projects/{project}/webhooks/{webhook}/retry': { least: 'lead', path: ofWebhook('/retry') },
  'GET /projects/{project}/retention': { ...looks, path: ofProject('/retention') },
  'PUT /projects/{project}/retention': { least: 'lead', path: ofProject('/retention'), body: { historyDays: null } },
  'PUT /retention': { least: 'operator', path: () => '/retention', body: { deliveriesDays: 30, syncLogDays: 30 } },
  'GET /projects/{project}/audit-log': { least: 'lead', reads: true, path: ofProject('/audit-log') },
  'GET /me': { least: 'anybody', reads: true, program: true, path: () => '/me' },
};

const db = () => world.stack.database.db;

/** @returns the id of what olivia made in her project */
async function made(address: string, body: object): Promise<string> {
  return (await (callers.get('olivia') as Rest)<{ id: string }>('POST', `/projects/${world.own}${address}`, body)).body.id;
}

let pullNumber = 0;
const pullOf = (): string => `acme/widgets#${(pullNumber ||= world.stack.github.control.createPullRequest({ by: 'walter', repository: 'acme/widgets', title: 'Hold the widget up' }).number)}`;

async function linkedPull(w: World): Promise<string> {
  await (callers.get('olivia') as Rest)('POST', `/actions/${w.actions.widgets}/pull-requests`, { pull: pullOf() });
  await w.stack.quiet();
  return encodeURIComponent(pullOf());
}

async function spare(w: World): Promise<number> {
  const { id } = await createProject(db(), 'Spare', defaultSettings().statuses);
  await setMember(db(), id, w.ids.olivia, 'lead');
  await setMember(db(), id, w.ids.walter, 'member');
  await setMember(db(), id, w.ids.rita, 'viewer');
  return id;
}

async function spareLink(w: World): Promise<number> {
  const id = 4_000_000_001;
  const { installation_id: installation } = await db()('repositories').where({ id: w.repositories.widgets }).first();
  await db()('repositories').insert({ id, installation_id: installation, node_id: 'R_spare', owner: 'acme', name: 'spare', state: 'removed' }).onConflict('id').ignore();
  const { id: integration } = await db()('github_integrations').where({ project_id: w.own }).first();
  await db()('github_integration_repositories').insert({ integration_id: integration, project_id: w.own, repository_id: id, backfill_state: 'live' }).onConflict(['integration_id', 'repository_id']).ignore();
  return id;
}

async function newcomer(w: World): Promise<number> {
  const { id } = await upsertUser(db(), { githubId: 999_999, login: 'newcomer', name: null });
  await setMember(db(), w.own, id, 'viewer');
  return id;
}

async function conflict(w: World): Promise<number> {
  await w.stack.quiet();
  const { id } = await db()('github_issue_mappings').where({ action_id: w.actions.widgets }).first();
  const open = await db()('conflicts').where({ mapping_id: id, field: 'title' }).whereNull('resolved_at').first();
  if (open) return open.id;
  const text = JSON.stringify('title');
  const [made] = await db()('conflicts').insert({ project_id: w.own, mapping_id: id, action_id: w.actions.widgets, field: 'title', base: text, github: text, lockstep: text }).returning('id');
  return made.id;
}

async function token(w: World): Promise<number> {
  return (await createApiToken(db(), { kind: 'project', userId: null, projectId: w.own, name: 'to go', scopes: ['read'], expiresInDays: 1 })).id;
}

/** 2 for any success; otherwise the status. */
function expected(who: Who, { least, reads = false, program = false, elsewhere = false }: Rule): number {
  if (who === 'nobody') return 401;
  if (least === 'anybody') return 2;
  if (least === 'operator') return who === 'operator' ? 2 : 403;
  if (least === 'person') return who === 'readOnly' || who === 'project' || who === 'otherProject' ? 403 : 2;
  if (who === 'otto' || who === 'tara' || who === 'otherProject') return 404;
  if (who === 'project') return elsewhere ? 404 : program ? 2 : 403;
  if (who === 'readOnly') return reads ? 2 : 403;
  if (who === 'operator' || who === 'olivia') return 2;
  return least === 'viewer' || (least === 'member' && who === 'walter') ? 2 : 403;
}

test('every route has its rule here', () => {
  expect(ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(Object.keys(RULES).toSorted());
});

describe.each(ROUTES.map((route) => ({ route, name: `${route.method} ${route.path}` })))('I12: $name', ({ route, name }) => {
  test('lets in whom it should, and a refusal changes nothing', async () => {
    const rule = RULES[name] as Rule;
    const call = async (who: Who, path: string) => {
      const { status, body } = await (callers.get(who) as Rest)<{ detail?: string }>(route.method, path, typeof rule.body === 'function' ? (rule.body as () => unknown)() : rule.body);
      const isDone = status >= 200 && status < 300;
      expect({ who, status: isDone ? 2 : status, why: isDone ? undefined : body?.detail }).toEqual({ who, status: expected(who, rule), why: expected(who, rule) === 2 ? undefined : expect.any(String) });
    };
    const path = await rule.path(world);
    // What an earlier call began goes on in the background.
    await world.stack.quiet();
    const before = await everything(world);
    for (const who of WHO) if (expected(who, rule) !== 2) await call(who, path);
    expect(await everything(world)).toBe(before);
    for (const who of WHO) if (expected(who, rule) === 2) await call(who, await rule.path(world));
  });
});

test('an action is found below its own project only', async () => {
  const { status } = await (callers.get('olivia') as Rest)('GET', `/projects/${world.foreign}/actions/${world.actions.widgets}`);
  expect(status).toBe(404);
});

test('who is not in its project cannot tell whether a conflict exists', async () => {
  const answers = await Promise.all([await conflict(world), 4_000_000].map((id) => (callers.get('tara') as Rest)<{ detail?: string }>('POST', `/conflicts/${id}/resolve`, { take: 'github' })));
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ status: 404 });
});
