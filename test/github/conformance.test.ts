import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createAsker } from './ask-checked.ts';
import { withoutNames } from './descriptions/check.ts';
import type { Json } from './descriptions/prune.ts';
import { REST_ROUTES } from './rest/routes.ts';
import { startGitHub, type GitHubStandIn } from './start.ts';

let github: GitHubStandIn;
const { ask, takeFaults, seen } = createAsker(() => github);

beforeAll(async () => {
  github = await startGitHub({ seed: 'demo', randomSeed: 'conformance', deliveryMode: 'manual', webhookUrl: null });
  github.control.install({ by: 'ines-marchetti', account: 'northwind' });
});
afterAll(async () => {
  await github.close();
});
afterEach(() => {
  expect(takeFaults()).toEqual([]);
});

const SHOP = '/repos/northwind/storefront';
const INES = { login: 'ines-marchetti' };
const READER = { login: 'dunstan-k' };
const at = (value: Json | undefined, key: string): Json => (value as Record<string, Json>)[key] ?? null;
/** An id, number or token of an answer, as text. */
function idIn(value: Json | undefined, key: string): string {
  const found = at(value, key);
  if (typeof found !== 'string' && typeof found !== 'number') throw new Error(`no ${key}`);
  return String(found);
}

describe('REST answers are as GitHub describes them', () => {
  test('the issue lists of all repositories, page by page', async () => {
    for (const name of ['storefront', 'mobile', 'platform']) {
      for (const page of [1, 2, 3]) await ask('GET', `/repos/northwind/${name}/issues?state=all&sort=updated&direction=asc&per_page=100&page=${page}`);
    }
    await ask('GET', `${SHOP}/issues?labels=bug,P1&assignee=*&milestone=4&since=2026-01-01T00:00:00Z`);
    await ask('GET', `${SHOP}/issues?milestone=none-such`, { expect: 422 });
    await ask('GET', '/repos/northwind/nothing/issues', { expect: 404 });
    await ask('GET', '/repos/northwind/platform/issues', { as: 'nobody', expect: 404 });
    await ask('GET', `${SHOP}/issues`, { as: 'nobody', headers: { authorization: 'token ghu_wrong' }, expect: 401 });
  });

  test('an issue from its opening to its end', async () => {
    const opened = await ask('POST', `${SHOP}/issues`, { body: { title: 'One 🧵', body: 'a\r\nb', labels: ['bug', 'a label that is new'], assignees: ['sora-minagawa'], milestone: 4, type: 'Bug' }, expect: 201 });
    const issue = `${SHOP}/issues/${idIn(opened, 'number')}`;
    await ask('POST', `${SHOP}/issues`, { body: { body: 'no title' }, expect: 422 });
    await ask('POST', `${SHOP}/issues`, { body: { title: 'x'.repeat(257) }, expect: 422 });
    await ask('POST', `${SHOP}/issues`, { body: { title: 'x', assignees: ['nobody-of-this-name'] }, expect: 422 });
    await ask('POST', '/repos/northwind/nothing/issues', { body: { title: 'x' }, expect: 404 });
    await ask('GET', issue);
    await ask('PATCH', issue, { body: { title: 'Two', state: 'closed', state_reason: 'not_planned', milestone: null, labels: ['P1'], assignees: [] } });
    await ask('PATCH', issue, { body: { state: 'open' } });
    await ask('PATCH', issue, { body: { state: 'closed', state_reason: 'duplicate' }, as: INES });
    await ask('PATCH', issue, { body: { state: 'half open' }, expect: 422 });
    await ask('PATCH', issue, { body: { title: 'Three' }, as: READER, expect: 403 });
    await ask('GET', `${issue}/events`);
    await ask('GET', `${issue}/timeline`);
    await ask('PUT', `${issue}/lock`, { body: { lock_reason: 'resolved' }, expect: 204 });
    await ask('DELETE', `${issue}/lock`, { expect: 204 });
    await ask('GET', `${SHOP}/issues/99999`, { expect: 404 });
  });

  test('labels and assignees of an issue', async () => {
    const issue = `${SHOP}/issues/1`;
    await ask('GET', `${issue}/labels`);
    await ask('POST', `${issue}/labels`, { body: { labels: ['P2', 'question'] } });
    await ask('DELETE', `${issue}/labels/question`);
    await ask('DELETE', `${issue}/labels/question`, { expect: 404 });
    await ask('PUT', `${issue}/labels`, { body: { labels: ['bug'] } });
    await ask('DELETE', `${issue}/labels`, { expect: 204 });
    await ask('GET', `${SHOP}/assignees?per_page=5`);
    await ask('GET', `${SHOP}/assignees/yusra-dev`, { expect: 204 });
    await ask('GET', `${SHOP}/assignees/dunstan-k`, { expect: 404 });
    await ask('POST', `${issue}/assignees`, { body: { assignees: ['yusra-dev', 'dunstan-k'] }, expect: 201 });
    await ask('DELETE', `${issue}/assignees`, { body: { assignees: ['yusra-dev'] } });
  });

  test('issue fields of an organization and their values on an issue', async () => {
    const define = (name: string, dataType: 'text' | 'number' | 'date' | 'single_select' | 'multi_select', options: string[] = []) =>
      github.control.createIssueField({ organization: 'northwind', name, dataType, options }).id;
    const stage = define('Stage', 'single_select', ['Draft', 'Review']);
    const areas = define('Areas', 'multi_select', ['Web', 'App']);
    const [points, due, note] = [define('Points', 'number'), define('Due', 'date'), define('Note', 'text')];
    await ask('GET', '/orgs/northwind/issue-fields');
    await ask('GET', '/orgs/nowhere/issue-fields', { expect: 404 });
    const values = `${SHOP}/issues/1/issue-field-values`;
    const set = [
      { field_id: stage, value: 'Review' }, { field_id: areas, value: ['Web', 'App'] }, { field_id: points, value: 2.5 },
      { field_id: due, value: '2027-01-31' }, { field_id: note, value: 'a note' },
    ];
    expect(await ask('POST', values, { body: { issue_field_values: set } })).toHaveLength(5);
    await ask('GET', `${SHOP}/issues/1`);
    await ask('POST', values, { body: { issue_field_values: [{ field_id: stage, value: 'Unheard of' }] }, expect: 422 });
    await ask('POST', values, { body: { issue_field_values: [{ field_id: points, value: 1 }] }, as: READER, expect: 403 });
    await ask('DELETE', `${values}/${stage}`, { expect: 204 });
    await ask('DELETE', `${values}/${stage}`, { expect: 404 });
    expect(await ask('PUT', values, { body: { issue_field_values: [{ field_id: note, value: 'only this' }] } })).toHaveLength(1);
    expect(await ask('GET', values)).toMatchObject([{ issue_field_name: 'Note', value: 'only this' }]);
  });

  test('comments', async () => {
    const made = await ask('POST', `${SHOP}/issues/2/comments`, { body: { body: 'One' }, expect: 201 });
    const comment = `${SHOP}/issues/comments/${idIn(made, 'id')}`;
    await ask('POST', `${SHOP}/issues/2/comments`, { body: { body: '' }, expect: 422 });
    await ask('GET', `${SHOP}/issues/2/comments`);
    await ask('GET', comment);
    await ask('PATCH', comment, { body: { body: 'Two' } });
    await ask('GET', `${SHOP}/issues/2/timeline`);
    await ask('DELETE', comment, { expect: 204 });
    await ask('GET', comment, { expect: 404 });
  });

  test('labels and milestones of a repository', async () => {
    await ask('GET', `${SHOP}/labels?per_page=100`);
    await ask('POST', `${SHOP}/labels`, { body: { name: 'new: label', color: 'abcdef', description: null }, expect: 201 });
    await ask('POST', `${SHOP}/labels`, { body: { name: 'new: label', color: 'abcdef' }, expect: 422 });
    await ask('GET', `${SHOP}/labels/new:%20label`);
    await ask('PATCH', `${SHOP}/labels/new:%20label`, { body: { new_name: 'newer', description: 'text' } });
    await ask('DELETE', `${SHOP}/labels/newer`, { expect: 204 });
    await ask('GET', `${SHOP}/labels/newer`, { expect: 404 });
    await ask('GET', `${SHOP}/milestones?state=all`);
    const made = await ask('POST', `${SHOP}/milestones`, { body: { title: 'M', due_on: '2027-01-31T00:00:00Z' }, expect: 201 });
    const milestone = `${SHOP}/milestones/${idIn(made, 'number')}`;
    await ask('GET', milestone);
    await ask('PATCH', milestone, { body: { state: 'closed', description: 'done' } });
    await ask('DELETE', milestone, { expect: 204 });
    await ask('GET', milestone, { expect: 404 });
  });

  test('what is gone: 410 for a deleted issue, 301 for a transferred one and a renamed repository', async () => {
    github.control.deleteIssue({ by: 'ines-marchetti', repository: 'northwind/mobile', number: firstIssue('northwind/mobile') });
    await ask('GET', `/repos/northwind/mobile/issues/${goneNumber('mobile', 'deleted')}`, { expect: 410 });
    github.control.transferIssue({ by: 'ines-marchetti', repository: 'northwind/mobile', number: firstIssue('northwind/mobile'), to: 'northwind/storefront' });
    await ask('GET', `/repos/northwind/mobile/issues/${goneNumber('mobile', 'transferred')}`, { expect: 301 });
    github.control.createRepository({ by: 'ines-marchetti', owner: 'northwind', name: 'short-lived' });
    github.control.renameRepository({ by: 'ines-marchetti', repository: 'northwind/short-lived', name: 'longer-lived' });
    await ask('GET', '/repos/northwind/short-lived', { expect: 301 });
  });

  test('repositories, organizations, people, search', async () => {
    await ask('GET', SHOP);
    await ask('GET', '/repos/northwind/platform', { as: INES });
    await ask('GET', '/repos/northwind/platform', { as: READER, expect: 404 });
    await ask('GET', `${SHOP}/issue-types`);
    await ask('GET', '/orgs/northwind/issue-types');
    await ask('GET', '/orgs/northwind');
    await ask('GET', '/orgs/nowhere', { expect: 404 });
    await ask('GET', '/users/yusra-dev');
    await ask('GET', '/users/nobody-of-this-name', { expect: 404 });
    await ask('GET', '/search/issues?q=repo:northwind/storefront+is:issue+state:open+cart');
    await ask('GET', '/search/issues?q=', { expect: 422 });
    await ask('GET', '/rate_limit');
    await ask('GET', '/meta');
  });

  test('the App and its installations', async () => {
    await ask('GET', '/app', { as: 'app' });
    await ask('GET', '/app', { as: 'nobody', expect: 401 });
    const installations = await ask('GET', '/app/installations', { as: 'app' });
    const id = idIn((installations as Json[])[0], 'id');
    await ask('GET', `/app/installations/${id}`, { as: 'app' });
    await ask('GET', '/app/installations/1', { as: 'app', expect: 404 });
    const narrow = await ask('POST', `/app/installations/${id}/access_tokens`, { as: 'app', body: { repositories: ['mobile'], permissions: { issues: 'read' } }, expect: 201 });
    await ask('POST', `/app/installations/${id}/access_tokens`, { as: 'app', body: { repositories: ['nothing'] }, expect: 422 });
    await ask('GET', '/installation/repositories');
    const headers = { authorization: `token ${idIn(narrow, 'token')}` };
    await ask('DELETE', '/installation/token', { as: 'nobody', headers, expect: 204 });
    await ask('GET', `${SHOP}/installation`, { as: 'app' });
    await ask('GET', '/orgs/northwind/installation', { as: 'app' });
    await ask('GET', '/users/northwind/installation', { as: 'app', expect: 404 });
    github.control.install({ by: 'dunstan-k', account: 'dunstan-k' });
    await ask('GET', '/users/dunstan-k/installation', { as: 'app' });
  });

  test('hook deliveries', async () => {
    await ask('GET', '/app/hook/config', { as: 'app' });
    await ask('GET', '/app/hook/config', { as: 'installation', expect: 401 });
    github.control.editIssue({ by: 'ines-marchetti', repository: 'northwind/storefront', number: firstIssue('northwind/storefront'), title: 'Delivered' });
    await github.control.releaseAll({});
    const deliveries = await ask('GET', '/app/hook/deliveries?per_page=5', { as: 'app' });
    const id = idIn((deliveries as Json[])[0], 'id');
    await ask('GET', `/app/hook/deliveries/${id}`, { as: 'app' });
    await ask('GET', '/app/hook/deliveries/1', { as: 'app', expect: 404 });
    await ask('POST', `/app/hook/deliveries/${id}/attempts`, { as: 'app', expect: 202 });
  });

  test('the signed-in person and their tokens', async () => {
    await ask('GET', '/user', { as: INES });
    await ask('GET', '/user', { as: 'nobody', expect: 401 });
    await ask('GET', '/user/emails', { as: INES });
    const installations = await ask('GET', '/user/installations', { as: INES });
    const id = idIn((at(installations, 'installations') as Json[])[0], 'id');
    await ask('GET', `/user/installations/${id}/repositories`, { as: INES });
    const client = `/applications/${github.app.clientId}`;
    const { accessToken } = github.control.issueUserToken({ login: 'havelund' });
    await ask('POST', `${client}/token`, { as: 'client', body: { access_token: accessToken } });
    await ask('POST', `${client}/token`, { as: 'client', body: { access_token: 'ghu_wrong' }, expect: 404 });
    await ask('DELETE', `${client}/token`, { as: 'client', body: { access_token: accessToken }, expect: 204 });
    await ask('DELETE', `${client}/grant`, { as: 'client', body: { access_token: github.control.issueUserToken({ login: 'havelund' }).accessToken }, expect: 204 });
  });

  test('an App manifest', async () => {
    const manifest = { name: 'Made', url: 'http://127.0.0.1:9', redirect_url: 'http://127.0.0.1:9/made', hook_attributes: { url: 'http://127.0.0.1:9/hook' }, default_permissions: { issues: 'write' }, default_events: ['issues'] };
    const registered = await fetch(`${github.webUrl}/settings/apps/new?state=s`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ manifest: JSON.stringify(manifest), confirm: '1' }) });
    const code = new URL(registered.headers.get('location') ?? '').searchParams.get('code');
    await ask('POST', `/app-manifests/${code}/conversions`, { as: 'nobody', expect: 201 });
    await ask('POST', `/app-manifests/${code}/conversions`, { as: 'nobody', expect: 404 });
  });

  // Last: what the tour above left out fails here.
  test('every route of the stand-in was checked with a successful answer', () => {
    const missing = REST_ROUTES.map((route) => `${route.method} ${withoutNames(route.path)}`).filter((route) => ![...seen].some((entry) => entry.startsWith(`${route} 2`)));
    expect(missing).toEqual([]);
  });
});

function firstIssue(repository: string): number {
  const issue = github.control.issues({ repository }).find(({ isPullRequest }) => !isPullRequest);
  if (issue === undefined) throw new Error(`${repository} is empty`);
  return issue.number;
}

function goneNumber(name: string, kind: string): number {
  for (const repository of github.state.repositories.values()) {
    for (const [number, gone] of repository.gone) if (repository.name === name && gone.kind === kind) return number;
  }
  throw new Error(`nothing is ${kind}`);
}
