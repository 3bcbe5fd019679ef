import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitHub, type GitHubStandIn } from './start.ts';
import { asApp, asInstallation, asUser, refusal } from './test-kit.ts';

const widgets = { owner: 'acme', repo: 'widgets' };

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function jwt(privateKey: string, claims: object): string {
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
}

describe('App credentials', () => {
  let github: GitHubStandIn;

  beforeEach(async () => {
    github = await startGitHub();
  });
  afterEach(() => github.close());

  async function statusOf(token: string, path = '/app'): Promise<{ status: number; message: string }> {
    const response = await fetch(github.apiUrl + path, { headers: { authorization: `Bearer ${token}` } });
    const { message = '' } = (await response.json()) as { message?: string };
    return { status: response.status, message };
  }

  test('a JWT by the App\'s key opens /app, by client id too', async () => {
    const app = await asApp(github).rest.apps.getAuthenticated();
    expect(app.data).toMatchObject({ id: github.app.id, slug: 'lockstep', installations_count: 1 });
    const now = Math.floor(Date.now() / 1000);
    expect(await statusOf(jwt(github.app.privateKey, { iat: now, exp: now + 60, iss: github.app.clientId }))).toMatchObject({ status: 200 });
  });

  test('a JWT is refused: wrong key, expired, too long, from the future, of another App', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { privateKey, id } = github.app;
    const other = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } }).privateKey;
    const good = { iat: now, exp: now + 60, iss: id };
    expect(await statusOf(jwt(other, good))).toEqual({ status: 401, message: 'A JSON web token could not be decoded' });
    expect(await statusOf(jwt(privateKey, { ...good, exp: now - 1 }))).toMatchObject({ status: 401, message: expect.stringContaining("('exp')") });
    expect(await statusOf(jwt(privateKey, { ...good, exp: now + 660 }))).toEqual({ status: 401, message: "'Expiration time' claim ('exp') is too far in the future" });
    expect(await statusOf(jwt(privateKey, { ...good, iat: now + 120 }))).toMatchObject({ status: 401, message: expect.stringContaining("('iat')") });
    expect(await statusOf(jwt(privateKey, { ...good, iss: id + 1 }))).toEqual({ status: 404, message: 'Integration not found' });
  });

  test.each([-600_000, 600_000])('GitHub\'s client finds its way with clocks %d ms apart', async (ms) => {
    github.control.advanceClock({ ms });
    expect((await asInstallation(github).rest.issues.get({ ...widgets, issue_number: 1 })).data.number).toBe(1);
  });

  test('an installation token has GitHub\'s form and dies after an hour of the stand-in\'s clock', async () => {
    const { data: installations } = await asApp(github).rest.apps.listInstallations();
    const { data } = await asApp(github).rest.apps.createInstallationAccessToken({ installation_id: installations[0]?.id ?? 0 });
    expect(data.token).toMatch(new RegExp(`^ghs_${github.app.id}_[\\w.-]{500,}$`, 'u'));
    expect(data.token.length).toBeGreaterThan(510);
    expect(data.token.length).toBeLessThan(530);
    expect(await statusOf(data.token, '/installation/repositories')).toMatchObject({ status: 200 });
    github.control.advanceClock({ ms: 3_600_000 });
    expect(await statusOf(data.token, '/installation/repositories')).toEqual({ status: 401, message: 'Bad credentials' });
  });

  test('a token for chosen repositories and permissions does no more than that', async () => {
    const gadgets = github.control.createRepository({ by: 'olivia', owner: 'acme', name: 'gadgets', private: true });
    const installation = github.control.installations()[0]?.id ?? 0;
    const { data } = await asApp(github).rest.apps.createInstallationAccessToken({ installation_id: installation, repository_ids: [gadgets.id], permissions: { issues: 'read' } });
    expect(data.permissions).toEqual({ metadata: 'read', issues: 'read' });
    const create = (repository: string) => fetch(`${github.apiUrl}/repos/acme/${repository}/issues`, { method: 'POST', body: '{"title":"x"}', headers: { authorization: `token ${data.token}` } });
    expect((await create('gadgets')).status).toBe(403);
    expect((await create('widgets')).status).toBe(403);
    expect(await refusal(asApp(github).rest.apps.createInstallationAccessToken({ installation_id: installation, permissions: { administration: 'write' } }))).toMatchObject({ status: 422 });
  });

  test('permissions are enforced: read-only issues cannot be written', async () => {
    const octokit = asInstallation(github);
    github.control.setInstallationPermissions({ by: 'olivia', account: 'acme', permissions: { issues: 'read', metadata: 'read' } });
    expect(await refusal(octokit.rest.issues.create({ ...widgets, title: 'x' }))).toMatchObject({ status: 403, message: 'Resource not accessible by integration' });
    expect((await octokit.rest.issues.get({ ...widgets, issue_number: 1 })).status).toBe(200);
    expect(github.state.history.map((entry) => entry.action)).toEqual(['installation.permissions']);
  });

  test('a suspended installation gets nothing, an uninstalled one is unknown', async () => {
    const octokit = asInstallation(github);
    await octokit.rest.apps.listReposAccessibleToInstallation();
    github.control.setSuspended({ by: 'olivia', account: 'acme', suspended: true });
    expect(await refusal(octokit.rest.apps.listReposAccessibleToInstallation())).toMatchObject({ status: 403, message: 'This installation has been suspended' });
    github.control.uninstall({ by: 'olivia', account: 'acme' });
    expect(await refusal(asApp(github).rest.apps.getOrgInstallation({ org: 'acme' }))).toMatchObject({ status: 404 });
  });

  test('a private repository outside the installation does not exist', async () => {
    github.control.createRepository({ by: 'olivia', owner: 'acme', name: 'secret', private: true });
    const octokit = asInstallation(github);
    expect((await octokit.rest.repos.get({ owner: 'acme', repo: 'secret' })).data.private).toBe(true);
    github.control.setInstallationRepositories({ by: 'olivia', account: 'acme', repositories: ['acme/widgets'] });
    expect(await refusal(octokit.rest.repos.get({ owner: 'acme', repo: 'secret' }))).toMatchObject({ status: 404 });
    const listed = await octokit.rest.apps.listReposAccessibleToInstallation();
    expect(listed.data).toMatchObject({ total_count: 1, repositories: [{ full_name: 'acme/widgets' }] });
  });

  test('a person sees through the App what both may see, with their own permissions', async () => {
    github.control.createRepository({ by: 'olivia', owner: 'acme', name: 'secret', private: true });
    const installation = github.control.installations()[0]?.id ?? 0;
    const seen = async (login: string) => {
      const octokit = asUser(github, login);
      const { data } = await octokit.rest.apps.listInstallationReposForAuthenticatedUser({ installation_id: installation });
      return data.repositories.map((each) => `${each.full_name} ${each.permissions?.push === true ? 'push' : 'pull'}`);
    };
    expect(await seen('olivia')).toEqual(['acme/widgets push', 'acme/secret push']);
    expect(await seen('walter')).toEqual(['acme/widgets push']);
    expect(await seen('rita')).toEqual(['acme/widgets pull']);
    expect((await asUser(github, 'otto').rest.apps.listInstallationsForAuthenticatedUser()).data.total_count).toBe(0);
    expect(await refusal(asUser(github, 'otto').rest.apps.listInstallationReposForAuthenticatedUser({ installation_id: installation }))).toMatchObject({ status: 404 });
    expect(await refusal(asUser(github, 'walter').rest.repos.get({ owner: 'acme', repo: 'secret' }))).toMatchObject({ status: 404 });
  });

  test('a person writes through the App only where it is installed', async () => {
    const walter = asUser(github, 'walter');
    const made = await walter.rest.issues.create({ ...widgets, title: 'By a person' });
    expect(made.data).toMatchObject({ user: { login: 'walter', type: 'User' }, performed_via_github_app: { slug: 'lockstep' } });
    github.control.uninstall({ by: 'olivia', account: 'acme' });
    expect(await refusal(walter.rest.issues.create({ ...widgets, title: 'Again' }))).toMatchObject({ status: 403, message: 'Resource not accessible by integration' });
    expect((await walter.rest.issues.get({ ...widgets, issue_number: 1 })).status).toBe(200);
  });

  test('nobody writes without a credential', async () => {
    const response = await fetch(`${github.apiUrl}/repos/acme/widgets/issues`, { method: 'POST', body: '{"title":"x"}' });
    expect(response.status).toBe(401);
    expect(github.state.history).toEqual([]);
  });
});
