import type { Repository } from '../model.ts';
import { renderIssueType } from '../render/label.ts';
import { renderPermissions, renderRepository } from '../render/repository.ts';
import { renderInstallation } from '../render/app.ts';
import { findLogin, installationFor, installationOn, issueTypesOf, findRepository } from '../state/find.ts';
import { GitHubProblem, notFound } from '../state/problem.ts';
import { renderOrganization, renderViewer } from '../render/account.ts';
import { ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { placeOf, readable } from './repository-access.ts';

function get(request: ApiRequest): ApiAnswer {
  const { repository, access } = placeOf(request);
  return ok({
    ...renderRepository(request.world.render, repository),
    permissions: renderPermissions(access.permission),
    network_count: 0,
    subscribers_count: 0,
  });
}

function issueTypes(request: ApiRequest): ApiAnswer {
  const { repository } = readable(request, 'issues');
  return ok(issueTypesOf(request.world.state, repository).map((type) => renderIssueType(request.world.render, type)));
}

function organizationIssueTypes(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const organization = findLogin(state, request.params['org'] ?? '');
  if (organization?.type !== 'Organization') throw notFound();
  return ok((state.issueTypes.get(organization.id) ?? []).map((type) => renderIssueType(render, type)));
}

/** Only the App itself may ask where it is installed. */
export function requireApp(request: ApiRequest): void {
  if (request.subject.kind !== 'app') throw new GitHubProblem(401, 'A JSON web token could not be decoded');
}

function installationOfRepository(request: ApiRequest): ApiAnswer {
  requireApp(request);
  const { state, render } = request.world;
  const repository: Repository | undefined = findRepository(state, request.params['owner'] ?? '', request.params['repo'] ?? '');
  const installation = repository === undefined ? undefined : installationFor(state, repository);
  if (installation === undefined) throw notFound();
  return ok(renderInstallation(render, installation));
}

function installationOfAccount(request: ApiRequest, type: 'User' | 'Organization'): ApiAnswer {
  requireApp(request);
  const { state, render } = request.world;
  const account = findLogin(state, request.params['login'] ?? '');
  const installation = account?.type === type ? installationOn(state, account.id) : undefined;
  if (installation === undefined) throw notFound();
  return ok(renderInstallation(render, installation));
}

function organization(request: ApiRequest): ApiAnswer {
  const found = findLogin(request.world.state, request.params['org'] ?? '');
  if (found?.type !== 'Organization') throw notFound();
  const { render, state } = request.world;
  return ok({
    ...renderOrganization(render, found),
    name: found.name,
    type: 'Organization',
    html_url: `${render.urls.web}/${found.login}`,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: [...state.repositories.values()].filter((each) => each.ownerId === found.id && !each.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2014-01-20T09:41:12Z',
    updated_at: '2026-01-20T09:41:12Z',
    archived_at: null,
  });
}

function user(request: ApiRequest): ApiAnswer {
  const found = findLogin(request.world.state, request.params['login'] ?? '');
  if (found === undefined) throw notFound();
  return ok(renderViewer(request.world.render, found));
}

export const repositoryRoutes: Route[] = [
  { method: 'GET', path: '/repos/:owner/:repo', handle: get },
  { method: 'GET', path: '/repos/:owner/:repo/issue-types', handle: issueTypes },
  { method: 'GET', path: '/orgs/:org/issue-types', handle: organizationIssueTypes },
  { method: 'GET', path: '/repos/:owner/:repo/installation', handle: installationOfRepository },
  { method: 'GET', path: '/orgs/:login/installation', handle: (request) => installationOfAccount(request, 'Organization') },
  { method: 'GET', path: '/users/:login/installation', handle: (request) => installationOfAccount(request, 'User') },
  { method: 'GET', path: '/orgs/:org', handle: organization },
  { method: 'GET', path: '/users/:login', handle: user },
];
