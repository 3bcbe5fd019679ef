/** What of a private repository is seen, by whom, and for how long. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultSettings } from '../../src/core/settings.ts';
import { callOffProgress } from '../../src/store/call-offs.ts';
import { setMember } from '../../src/store/members.ts';
import { createProject } from '../../src/store/projects.ts';
import { editAction } from '../../src/sync/edit.ts';
import { useSettings } from '../support/mapped-issue.ts';
import { until } from '../support/until.ts';
import { startWorld, type Login, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ service: { heartbeatMs: 40 } });
});
afterAll(() => world.stack.stop());
beforeEach(async () => {
  // GitHub is asked anew.
  await world.stack.database.db('repository_access').delete();
  await world.people.olivia.mutate('repositories.setOpen', { projectId: String(world.own), repositoryId: String(world.repositories.secret), open: false });
});

interface Project {
  repositories: { fullName: string }[];
  counts: Record<string, number>;
}

/** All that a person can get out of the page's API about project A. */
async function seenBy(who: Login): Promise<string> {
  const visitor = world.people[who];
  const projectId = String(world.own);
  const answers = await Promise.all([
    visitor.query('projects.get', { id: projectId }),
    visitor.query('projects.list'),
    visitor.query('actions.list', { projectId }),
    visitor.query('actions.list', { projectId, text: 'Nobody', sort: 'title' }),
    visitor.query('actions.list', { projectId, repository: [String(world.repositories.secret)] }),
    visitor.query('actions.facets', { projectId }),
    visitor.query('actions.get', { id: String(world.actions.secret) }).catch((error: Error) => error.message),
  ]);
  return JSON.stringify(answers);
}

const SECRETS = ['Nobody must know', 'hush', 'acme/secret'];
const total = async (who: Login): Promise<number> =>
  Object.values((await world.people[who].query<Project>('projects.get', { id: String(world.own) })).counts).reduce((sum, count) => sum + count, 0);

describe('actions of a private repository', () => {
  test('are seen by members who can read it on GitHub', async () => {
    const seen = await seenBy('olivia');
    for (const secret of SECRETS) expect(seen).toContain(secret);
    expect(await total('olivia')).toBe(3);
  });

  test.each<Login>(['walter', 'rita'])('leave no trace for %s, who cannot', async (who) => {
    const seen = await seenBy(who);
    for (const secret of SECRETS) expect(seen).not.toContain(secret);
    expect(seen).toContain('Widget falls over');
    expect(await total(who)).toBe(2);
  });

  test('cannot be changed by who does not see them', async () => {
    const call = world.people.walter.mutate('actions.update', { id: String(world.actions.secret), expectedVersion: 1, changes: { status: 'done' } });
    await expect(call).rejects.toThrow('NOT_FOUND');
  });

  test('are seen by every member once the lead opened them, and the log says so', async () => {
    await world.people.olivia.mutate('repositories.setOpen', { projectId: String(world.own), repositoryId: String(world.repositories.secret), open: true, consent: true });
    expect(await seenBy('rita')).toContain('Nobody must know');
    expect(await world.stack.database.db('audit_log').orderBy('id', 'desc').first()).toMatchObject({ event: 'repository.opened', actor_id: world.ids.olivia });
  });

  test('are opened only by who reads them on GitHub, and knows who else will', async () => {
    const { db } = world.stack.database;
    const open = async (who: Login, consent: boolean): Promise<string> => {
      const response = await world.people[who].post('/api/trpc/repositories.setOpen', { projectId: String(world.own), repositoryId: String(world.repositories.secret), open: true, consent });
      return ((await response.json()) as { error?: { message: string } }).error?.message ?? 'opened';
    };
    expect(await open('olivia', false)).toBe(
      'acme/secret is private: opened, its actions are seen by all of the 3 members of “Test” (olivia, walter, and rita), by who joins it later, and by its API tokens, whether they can read the repository on GitHub or not. Send it again with consent: true if that is meant.',
    );
    await db('members').where({ project_id: world.own, user_id: world.ids.walter }).update({ role: 'lead' });
    expect(await open('walter', true)).toMatch(/^You cannot read this repository on GitHub/);
    await db('members').where({ project_id: world.own, user_id: world.ids.walter }).update({ role: 'member' });
    expect(await seenBy('rita')).not.toContain('Nobody must know');
  });

  test('are seen again or no more as GitHub’s rights change', async () => {
    const { control } = world.stack.github;
    control.setCollaborator({ by: 'olivia', repository: 'acme/secret', login: 'walter', permission: 'pull' });
    expect(await seenBy('walter')).toContain('Nobody must know');
    control.setCollaborator({ by: 'olivia', repository: 'acme/secret', login: 'walter', permission: 'none' });
    await world.stack.database.db('repository_access').update({ checked_at: world.stack.database.db.raw("now() - interval '11 minutes'") });
    expect(await seenBy('walter')).not.toContain('Nobody must know');
  });

  test('while GitHub gives no answer its last word counts for an hour, and none means no', async () => {
    const { db } = world.stack.database;
    const { control } = world.stack.github;
    await seenBy('olivia');
    const fault = control.addRequestFault({ path: '/user/installations', fault: { kind: 'status', status: 503 } });
    await db('repository_access').update({ checked_at: db.raw("now() - interval '59 minutes'") });
    expect(await seenBy('olivia')).toContain('Nobody must know');
    await db('repository_access').update({ checked_at: db.raw("now() - interval '61 minutes'") });
    expect(await seenBy('olivia')).not.toContain('Nobody must know');
    control.clearRequestFaults({ id: fault.id });
  });
});

test('I12: writes to a private repository are neither called off by a lead who cannot read it, nor told to them by number', async () => {
  const { db } = world.stack.database;
  const projectId = String(world.own);
  const waiting = async (who: Login): Promise<number[]> => {
    const { repositories } = await world.people[who].query<{ repositories: { waiting: { writes: number } }[] }>('health.get', { projectId });
    return repositories.map((one) => one.waiting.writes);
  };
  const cancel = (who: Login, more: object = {}) => world.people[who].mutate<{ issues: number }>('integrations.cancelWrites', { projectId, ...more });
  await setMember(db, world.own, world.ids.walter, 'lead');
  await world.people.olivia.mutate('integrations.pause', { projectId });
  for (const actionId of [world.actions.widgets, world.actions.secret]) await editAction(world.stack.engine, { actionId, changes: { priority: 'high' }, actor: 'olivia' });
  expect([await waiting('walter'), await waiting('olivia')]).toEqual([[1], [1, 1]]);
  for (const more of [{ actionIds: [String(world.actions.secret)] }, { repositoryIds: [String(world.repositories.secret)] }]) expect(await cancel('walter', more)).toEqual({ issues: 0 });
  expect(await cancel('walter')).toEqual({ issues: 1 });
  await until('it is given up', async () => (await callOffProgress(db, world.own)).total === 0);
  expect([await waiting('walter'), await waiting('olivia')]).toEqual([[0], [1, 0]]);
  // One that is called off and waits for its push to be read, of which the other lead learns nothing either.
  await db('github_issue_mappings').where({ action_id: world.actions.secret }).update({ pushing: JSON.stringify([{ priority: 'high' }]) });
  expect(await cancel('olivia')).toEqual({ issues: 1 });
  const progress = async (who: Login): Promise<unknown> => (await world.people[who].query<{ brake: { callingOff: unknown } }>('integrations.get', { projectId })).brake.callingOff;
  expect([await progress('walter'), await progress('olivia')]).toEqual([null, { left: 1, total: 1 }]);
  // So it is with the brake.
  const brake = async (who: Login) => (await world.people[who].query<{ brake: { waiting: number; closing: number } }>('integrations.get', { projectId })).brake;
  await db('github_issue_mappings').where({ action_id: world.actions.secret }).update({ braked: true, braked_loss: 'closing', called_off_at: null });
  expect([await brake('walter'), await brake('olivia')]).toMatchObject([{ waiting: 0, closing: 0 }, { waiting: 1, closing: 1 }]);
  expect(await world.people.walter.mutate('integrations.declineBrake', { projectId })).toEqual({ issues: 0 });
  expect(await world.people.olivia.mutate('integrations.declineBrake', { projectId })).toEqual({ issues: 1 });
  await world.people.olivia.mutate('integrations.resume', { projectId });
  await until('it is given up once its issue is read again', async () => (await callOffProgress(db, world.own)).total === 0);
  await setMember(db, world.own, world.ids.walter, 'member');
});

test('what a lead tries out with a private repository is their own, before it is linked as after', async () => {
  const { db } = world.stack.database;
  const { id } = await createProject(db, 'Tried out', defaultSettings().statuses);
  for (const who of ['olivia', 'walter'] as const) await setMember(db, id, world.ids[who], 'lead');
  const projectId = String(id);
  const repositories = ['acme/widgets', 'acme/secret'];
  await world.people.olivia.mutate('integrations.saveDraft', { projectId, draft: { repositories, step: 'preview' } });
  await world.people.olivia.mutate('integrations.startPreview', { projectId, settings: {}, repositories });
  const look = (who: Login) => world.people[who].query<{ state: string; result: { admitted: number; tags: unknown[] } | null } | null>('integrations.preview', { projectId });
  const read = async (who: Login) => JSON.stringify([
    await look(who), await world.people[who].query('integrations.draft', { projectId }), await (await world.people[who].fetch(`/api/projects/${projectId}/export`)).text(),
  ]);
  await until('the dry run', async () => (await look('olivia'))?.state === 'done');
  const [own, other] = [await read('olivia'), await read('walter')];
  for (const secret of ['Nobody must know', 'hush-label', 'acme/secret']) {
    expect(own).toContain(secret);
    expect(other).not.toContain(secret);
  }
  expect((await look('walter'))?.result).toEqual({ ...(await look('olivia'))?.result, samples: expect.any(Array), tags: [], unusedLabels: [], unmatchedPeople: [] });
});

test('of a shared draft a lead is shown what they can read, and saves over nothing that they are not shown', async () => {
  const { db } = world.stack.database;
  const { id } = await createProject(db, 'Drafted by two', defaultSettings().statuses);
  for (const who of ['olivia', 'walter'] as const) await setMember(db, id, world.ids[who], 'lead');
  const projectId = String(id);
  type Shown = { repositories: string[]; settings: { direction?: string; mappings?: object; filters?: object }; consents: string[] };
  const draft = (who: Login) => world.people[who].query<Shown>('integrations.draft', { projectId });
  const save = (who: Login, wanted: object) => world.people[who].mutate('integrations.saveDraft', { projectId, draft: { step: 'mappings', ...wanted } });
  const mappings = { tags: { deny: ['hush-label'] } };
  await save('olivia', { repositories: ['acme/widgets', 'acme/secret'], consents: ['acme/secret'], settings: { direction: 'pull', mappings, filters: { include: { milestones: ['hush-stone'] } } } });

  const shown = await draft('walter');
  expect(JSON.stringify(shown)).not.toMatch(/secret|hush/);
  expect(shown).toMatchObject({ repositories: ['acme/widgets'], consents: [], settings: { direction: 'pull' } });
  // Twice, as the setup does while one goes on in it; what they set is what counts.
  for (const direction of ['both', 'push']) await save('walter', { ...shown, savedBy: undefined, savedAt: undefined, repositories: ['acme/widgets', 'acme/gadgets'], settings: { direction, mappings: { tags: { deny: ['mine'] } } } });
  expect(await draft('walter')).toMatchObject({ repositories: ['acme/widgets', 'acme/gadgets'], settings: { direction: 'push', mappings: { tags: { deny: ['mine'] } } } });
  for (const path of [`/api/projects/${projectId}/export`, '/api/account/export']) expect(await (await world.people.walter.fetch(path)).text()).not.toMatch(/acme\/secret|hush-(label|stone)/);

  const kept = await draft('olivia');
  expect(kept.repositories.toSorted()).toEqual(['acme/gadgets', 'acme/secret', 'acme/widgets']);
  expect(kept.settings).toMatchObject({ direction: 'push', mappings, filters: { include: { milestones: ['hush-stone'] } } });
  // Nor do they end what they are not shown, by discarding or by activating what they are.
  await world.people.walter.mutate('integrations.discardDraft', { projectId });
  expect(await draft('walter')).toBeNull();
  expect(await draft('olivia')).toMatchObject({ repositories: ['acme/secret'], settings: { mappings, filters: { include: { milestones: ['hush-stone'] } } } });
  await save('walter', { repositories: ['acme/widgets'], settings: { direction: 'pull' } });
  const { version } = await world.people.walter.query<{ version: number }>('integrations.get', { projectId });
  await world.people.walter.mutate('integrations.activate', { projectId, expectedVersion: version, settings: { direction: 'pull' }, switches: {}, repositories: [{ fullName: 'acme/widgets', privateConsent: false }] });
  expect(await draft('walter')).toBeNull();
  expect(await draft('olivia')).toMatchObject({ repositories: ['acme/secret'], settings: { mappings } });
  // Who sees all of it decides on all of it.
  await save('olivia', { repositories: ['acme/widgets'], settings: kept.settings });
  expect((await draft('olivia')).repositories).toEqual(['acme/widgets']);
  expect((await draft('walter')).repositories).toEqual(['acme/widgets']);
});

describe('an action whose issue is being made in a private repository', () => {
  const create = (who: Login, title: string, more: object = {}) =>
    world.people[who].mutate<{ id: string; issueCreation: { repository: string } | null }>('actions.create', { projectId: String(world.own), values: { title }, key: `private-${title}`, ...more });

  test('is its readers’ from the first moment, and while GitHub refuses to make it', async () => {
    const { control } = world.stack.github;
    const { id: fault } = control.addRequestFault({ method: 'POST', path: '/issues$', fault: { kind: 'status', status: 410, body: { message: 'Issues are disabled for this repo' } } });
    const made = await create('olivia', 'Planned in secret', { repositoryId: String(world.repositories.secret) });
    expect(made.issueCreation?.repository).toBe('acme/secret');
    for (const who of ['walter', 'rita'] as const) {
      const answers = JSON.stringify([
        await world.people[who].query('actions.list', { projectId: String(world.own) }),
        await world.people[who].query('actions.get', { id: made.id }).catch((error: Error) => error.message),
      ]);
      expect(answers).not.toMatch(/Planned in secret|acme\/secret/);
      expect(answers).toContain('NOT_FOUND');
    }
    control.clearRequestFaults({ id: fault });
    await world.stack.quiet();
    await world.people.olivia.mutate('actions.remove', { id: made.id, expectedVersion: 1 });
  });

  test('has none where who makes it does not know the repository that a lead chose', async () => {
    await useSettings(world.stack, world.own, { newActionsRepository: world.repositories.secret });
    expect(await create('walter', 'Made by who cannot see it')).toMatchObject({ issueCreation: null });
    expect(await create('olivia', 'Made by who can')).toMatchObject({ issueCreation: { repository: 'acme/secret' } });
    await useSettings(world.stack, world.own, {});
    await world.stack.quiet();
    await world.stack.database.db('actions').where({ project_id: world.own }).whereIn('title', ['Made by who cannot see it', 'Made by who can']).update({ archived_at: world.stack.database.db.fn.now(), archived_reason: 'deleted' });
  });
});

test('the sync log does not say how an action is called that has moved on to a private repository', async () => {
  const { db } = world.stack.database;
  const { integration_id: integration } = await db('github_issue_mappings').where({ action_id: world.actions.secret }).first();
  const [row] = await db('github_sync_logs').insert({
    project_id: world.own, integration_id: integration, repository_id: world.repositories.widgets, issue_number: 9, action_id: world.actions.secret,
    mapping_id: (await db('github_issue_mappings').where({ action_id: world.actions.secret }).first()).id, direction: 'pull', trigger: 'webhook', outcome: 'changed', duration_ms: 1,
  }).returning('id');
  const log = async (who: Login) => {
    const query = (more: object) => world.people[who].query<{ items: { id: string }[] }>('syncLog.list', { projectId: String(world.own), ...more });
    return { all: JSON.stringify(await query({})), found: (await query({ text: 'Nobody must' })).items.map(({ id }) => id), one: JSON.stringify(await world.people[who].query('syncLog.get', { projectId: String(world.own), id: String(row.id) })) };
  };
  const [reader, other] = [await log('olivia'), await log('walter')];
  expect(reader).toEqual({ all: expect.stringContaining('Nobody must know'), found: expect.arrayContaining([String(row.id)]), one: expect.stringContaining('acme/secret') });
  expect(other.found).toEqual([]);
  expect(other.all + other.one).not.toMatch(/Nobody must know|acme\/secret/);
});

describe('live streams', () => {
  /** Follows project A; `text` grows, `ended` resolves when the server ends the stream. */
  async function follow(who: Login): Promise<{ text: () => string; ended: Promise<void>; leave: () => void }> {
    const controller = new AbortController();
    const response = await world.people[who].fetch(`/api/events?project=${world.own}`, { signal: controller.signal });
    expect(response.status).toBe(200);
    let text = '';
    const read = async (): Promise<void> => {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) text += Buffer.from(chunk).toString();
    };
    return { text: () => text, ended: read().catch(() => undefined), leave: () => controller.abort() };
  }

  const rename = (repository: string, title: string) => world.stack.github.control.editIssue({ by: 'olivia', repository, number: 1, title });

  test('carry a private repository’s actions to its readers only', async () => {
    const [reader, other] = [await follow('olivia'), await follow('walter')];
    rename('acme/secret', 'Hushed up');
    await until('the reader is told', () => reader.text().includes('Hushed up'));
    rename('acme/widgets', 'Heard by all');
    await until('everybody is told', () => other.text().includes('Heard by all'));
    expect(other.text()).not.toContain('Hushed up');
    expect(other.text()).not.toContain('acme/secret');
    reader.leave();
    other.leave();
  });

  test('end with the session', async () => {
    const rita = await world.signIn('rita');
    const response = await rita.fetch(`/api/events?project=${world.own}`);
    const sessions = await rita.query<{ id: string; current: boolean }[]>('account.sessions');
    await world.people.rita.mutate('account.endSession', { id: sessions.find(({ current }) => current)?.id });
    await response.text();
    await expect(rita.query('account.get')).rejects.toThrow('UNAUTHORIZED');
  });

  test('end with the membership', async () => {
    const stream = await follow('walter');
    await world.people.olivia.mutate('members.remove', { projectId: String(world.own), userId: String(world.ids.walter) });
    await stream.ended;
    expect((await world.people.walter.fetch(`/api/events?project=${world.own}`)).status).toBe(404);
  });

  test.each<[Login | 'nobody', number]>([['otto', 404], ['tara', 404], ['nobody', 401]])('are closed to %s', async (who, status) => {
    const response = who === 'nobody' ? await fetch(`${world.stack.app.address}/api/events?project=${world.own}`) : await world.people[who].fetch(`/api/events?project=${world.own}`);
    expect(response.status).toBe(status);
    await response.body?.cancel();
  });
});
