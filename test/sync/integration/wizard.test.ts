/** From nothing to a running sync and back, as a lead does it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultSettings } from '../../../src/core/settings.ts';
import type { ActivationAnswer, FactsAnswer, IntegrationShape, PreviewAnswer, PreviewShape } from '../../../src/http/trpc/integration-shapes.ts';
import { setMember } from '../../../src/store/members.ts';
import { createProject } from '../../../src/store/projects.ts';
import { startWorld, type World } from '../../security/world.ts';
import { until } from '../../support/until.ts';

let world: World;
let projectId: string;
beforeAll(async () => {
  world = await startWorld();
  for (let index = 0; index < 6; index += 1) world.stack.github.control.createIssue({ by: 'walter', repository: 'acme/widgets', title: `Issue ${index}`, labels: index % 2 === 0 ? ['bug', 'P1'] : ['in progress'] });
  projectId = String((await createProject(db(), 'Fresh', defaultSettings().statuses)).id);
  await setMember(db(), Number(projectId), world.ids.olivia, 'lead');
  await setMember(db(), Number(projectId), world.ids.walter, 'lead');
});
afterAll(() => world.stack.stop());

const db = () => world.stack.database.db;
const get = () => world.people.olivia.query<IntegrationShape>('integrations.get', { projectId });
const mutate = <T>(name: string, input: object, who: 'olivia' | 'walter' = 'olivia') => world.people[who].mutate<T>(`integrations.${name}`, { projectId, ...input });

test('what the repositories use is found, and settings are suggested from it', async () => {
  const answer = await world.people.olivia.query<FactsAnswer>('integrations.facts', { projectId, repositories: ['acme/widgets'] });
  if (answer.outcome !== 'read') throw new Error(answer.reason);
  expect(answer.facts.labels).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'P1', count: 3, color: 'b60205' }), expect.objectContaining({ name: 'bug', count: 4 })]));
  expect(answer.facts).toMatchObject({ issues: 8, looked: 8, people: [{ name: 'walter', count: 1 }], milestones: [{ title: 'v1.0', state: 'open' }] });
  expect(answer.facts.issueTypes.map(({ name }) => name)).toEqual(['Bug', 'Feature', 'Task']);
  expect(answer.suggestion.settings.mappings.priority.sources).toEqual([{ from: 'labels', rules: [{ label: 'P1', value: 'high' }], write: {} }]);
});

test('choices of an issue field are counted as the issues have them', async () => {
  const { control } = world.stack.github;
  control.createIssueField({ organization: 'acme', name: 'Effort', dataType: 'single_select', options: ['Small', 'Large', 'Unknown'] });
  control.createIssueField({ organization: 'acme', name: 'Teams', dataType: 'multi_select', options: ['Web', 'API'] });
  for (const [number, effort] of [[1, 'Small'], [2, 'Large'], [3, 'Small']] as const) control.editIssue({ by: 'walter', repository: 'acme/widgets', number, fields: { Effort: effort, Teams: number === 3 ? ['Web', 'API'] : ['API'] } });
  const answer = await world.people.olivia.query<FactsAnswer>('integrations.facts', { projectId, repositories: ['acme/widgets'] });
  expect(answer).toMatchObject({
    outcome: 'read',
    facts: {
      issueFields: expect.arrayContaining([
        { name: 'Effort', type: 'single_select', options: ['Small', 'Large', 'Unknown'], used: [{ name: 'Small', count: 2 }, { name: 'Large', count: 1 }, { name: 'Unknown', count: 0 }] },
        { name: 'Teams', type: 'multi_select', options: ['Web', 'API'], used: [{ name: 'API', count: 3 }, { name: 'Web', count: 1 }] },
      ]),
    },
  });
});

test('a dry run is a job that says what would become of the issues, and writes nothing of them', async () => {
  const settings = { filters: { exclude: { labels: ['in progress'] } } };
  const started = await mutate<PreviewAnswer>('startPreview', { settings, repositories: ['acme/widgets'] });
  expect(started.outcome).toBe('started');
  const done = await until('the dry run', async () => {
    const now = await world.people.walter.query<PreviewShape | null>('integrations.preview', { projectId });
    return now?.state === 'done' ? now : undefined;
  });
  expect(done).toMatchObject({ read: 8, total: 8, result: { issues: 8, admitted: 5, filtered: [{ value: 'filters.exclude.labels', count: 3 }], unmatchedPeople: [], priorities: expect.arrayContaining([{ value: 'high', count: 3 }]) } });
  expect(done.result?.samples[0]).toMatchObject({ repository: 'acme/widgets', values: { status: 'open' } });
  expect(await db()('actions').where({ project_id: projectId })).toEqual([]);
});

test('a look at the dry run again, keys in whatever order, finds it and does not begin anew', async () => {
  const begin = async (settings: object, more: object = {}): Promise<string> => {
    const answer = await mutate<PreviewAnswer>('startPreview', { settings, repositories: ['acme/widgets'], reuse: true, ...more });
    if (answer.outcome !== 'started') throw new Error(answer.outcome);
    return answer.preview.id;
  };
  const settings = { filters: { exclude: { labels: ['in progress'] } }, direction: 'both', conflictPolicy: 'ask' };
  const first = await begin(settings);
  expect(await begin(Object.fromEntries(Object.entries(settings).toReversed()))).toBe(first);
  expect(await begin({ ...settings, conflictPolicy: 'newest' })).not.toBe(first);
  const second = await begin(settings);
  expect(await begin(settings, { reuse: false })).not.toBe(second);
});

test('I12: a dry run and facts reach no further than the lead does', async () => {
  expect(await mutate('startPreview', { settings: {}, repositories: ['acme/secret'] }, 'walter')).toMatchObject({ outcome: 'refused' });
  expect(await world.people.walter.query('integrations.facts', { projectId, repositories: ['acme/secret'] })).toMatchObject({ outcome: 'refused' });
});

test('settings and repositories begin together, or not at all', async () => {
  const half = await mutate<ActivationAnswer>('activate', { expectedVersion: 0, settings: {}, repositories: [{ fullName: 'acme/widgets' }, { fullName: 'acme/secret', privateConsent: true }] }, 'walter');
  expect(half).toMatchObject({ outcome: 'not linked', refusals: [{ repository: 'acme/secret' }] });
  expect(await get()).toMatchObject({ state: 'draft', repositories: [] });

  const whole = await mutate<ActivationAnswer>('activate', { expectedVersion: 0, settings: { filters: { exclude: { labels: ['in progress'] } } }, switches: { pollEvery: 120 }, repositories: [{ fullName: 'acme/widgets' }] });
  expect(whole).toMatchObject({ outcome: 'saved', integration: { state: 'active', pollEvery: 120, repositories: [{ fullName: 'acme/widgets' }] } });
  await until('pulled', async () => (await get()).repositories.every(({ pull }) => pull.state === 'live'));
  expect(await db()('actions').where({ project_id: projectId })).toHaveLength(5);
});

test('a repository that is taken out and linked again goes on with the same actions', async () => {
  const [{ id: repositoryId } = { id: '' }] = (await get()).repositories;
  const before = await db()('actions').where({ project_id: projectId }).orderBy('id').pluck('id');
  expect(await mutate('unlink', { repositoryId, actions: 'archive' })).toEqual({ actions: 5 });
  expect(await db()('actions').where({ project_id: projectId }).whereNull('archived_at')).toEqual([]);
  world.stack.github.control.editIssue({ by: 'walter', repository: 'acme/widgets', number: 1, title: 'Renamed meanwhile' });

  const { version } = await get();
  expect((await mutate<ActivationAnswer>('activate', { expectedVersion: version, repositories: [{ fullName: 'acme/widgets' }] })).outcome).toBe('saved');
  await until('pulled', async () => (await get()).repositories.every(({ pull }) => pull.state === 'live'));
  await world.stack.quiet();
  expect(await db()('actions').where({ project_id: projectId }).whereNull('archived_at').orderBy('id').pluck('id')).toEqual(before);
  expect(await db()('actions').where({ project_id: projectId, title: 'Renamed meanwhile' })).toHaveLength(1);
});

test('what gets out of reach in the very moment it is linked is named, and the rest is linked', async () => {
  for (const name of ['one', 'two', 'three']) world.stack.github.control.createRepository({ by: 'olivia', owner: 'acme', name });
  await until('the repositories are known', async () => (await db()('repositories').where({ state: 'accessible' }).whereIn('name', ['one', 'two', 'three'])).length === 3);
  await db().raw(`CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE repositories SET state = 'removed' WHERE name = 'two'; RETURN NULL; END $$`);
  await db().raw("CREATE TRIGGER vanish AFTER INSERT ON audit_log FOR EACH ROW WHEN (NEW.event = 'settings.changed') EXECUTE FUNCTION vanish()");
  const repositories = ['acme/widgets', 'acme/one', 'acme/two', 'acme/three'].map((fullName) => ({ fullName }));
  const { version } = await get();
  expect(await mutate<ActivationAnswer>('activate', { expectedVersion: version, repositories })).toMatchObject({ outcome: 'not linked', refusals: [{ repository: 'acme/two', reason: expect.stringContaining('acme/two') }] });
  await db().raw('DROP TRIGGER vanish ON audit_log');
  expect((await get()).repositories.map(({ fullName }) => fullName).toSorted()).toEqual(['acme/one', 'acme/three', 'acme/widgets']);
});
