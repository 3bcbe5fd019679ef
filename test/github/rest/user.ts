import type { Account, Installation, Repository } from '../model.ts';
import { renderViewer } from '../render/account.ts';
import { renderInstallation } from '../render/app.ts';
import { renderPermissions, renderRepository } from '../render/repository.ts';
import { repositoriesOf } from '../state/find.ts';
import { GitHubProblem, notAccessible, notFound } from '../state/problem.ts';
import { atLeast, roleOf } from '../state/rights.ts';
import { ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { paginate } from './paging.ts';

function viewerOf(request: ApiRequest): Account {
  if (request.subject.kind === 'anonymous') throw new GitHubProblem(401, 'Requires authentication');
  if (request.subject.kind !== 'user') throw notAccessible();
  return request.subject.account;
}

function emails(request: ApiRequest): ApiAnswer {
  const viewer = viewerOf(request);
  if (request.world.state.app.permissions['emails'] === undefined) throw notAccessible();
  return ok(request.world.state.emails.get(viewer.id) ?? []);
}

/** What a person reaches through an installation: where they have a role of their own. */
function reachable(request: ApiRequest, viewer: Account, installation: Installation): Repository[] {
  const { state } = request.world;
  const member = viewer.id === installation.accountId || state.members.get(installation.accountId)?.has(viewer.id) === true;
  return repositoriesOf(state, installation).filter((repository) =>
    member ? roleOf(state, viewer, repository) !== 'none' : atLeast(repository.collaborators.get(viewer.id) ?? 'none', 'pull'),
  );
}

/** Installations on the person's own account, in their organizations, or with a repository they work on. */
function visible(request: ApiRequest, viewer: Account): Installation[] {
  const { state } = request.world;
  return [...state.installations.values()].filter(
    (installation) =>
      viewer.id === installation.accountId ||
      state.members.get(installation.accountId)?.has(viewer.id) === true ||
      reachable(request, viewer, installation).length > 0,
  );
}

function installations(request: ApiRequest): ApiAnswer {
  const { render } = request.world;
  const all = visible(request, viewerOf(request));
  const page = paginate(request, all, `${render.urls.api}/user/installations`);
  return ok({ total_count: all.length, installations: page.items.map((each) => renderInstallation(render, each)) }, page.headers);
}

function repositories(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const viewer = viewerOf(request);
  const installation = visible(request, viewer).find((each) => each.id === Number(request.params['id']));
  if (installation === undefined) throw notFound();
  if (installation.suspendedAt !== null) throw new GitHubProblem(403, 'This installation has been suspended');
  const all = reachable(request, viewer, installation);
  const page = paginate(request, all, `${render.urls.api}/user/installations/${installation.id}/repositories`);
  return ok(
    {
      total_count: all.length,
      repository_selection: installation.repositoryIds === 'all' ? 'all' : 'selected',
      repositories: page.items.map((each) => ({ ...renderRepository(render, each), permissions: renderPermissions(roleOf(state, viewer, each)) })),
    },
    page.headers,
  );
}

export const userRoutes: Route[] = [
  { method: 'GET', path: '/user', handle: (request) => ok(renderViewer(request.world.render, viewerOf(request))) },
  { method: 'GET', path: '/user/emails', handle: emails },
  { method: 'GET', path: '/user/installations', handle: installations },
  { method: 'GET', path: '/user/installations/:id/repositories', handle: repositories },
];
