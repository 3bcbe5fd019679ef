import { z } from 'zod';
import type { Installation, Permissions } from '../model.ts';
import { renderApp, renderInstallation } from '../render/app.ts';
import { renderPermissions, renderRepository } from '../render/repository.ts';
import { toIso } from '../state/clock.ts';
import { covers, repositoriesOf } from '../state/find.ts';
import { GitHubProblem, notFound } from '../state/problem.ts';
import { accessTo, appMay } from '../state/rights.ts';
import { created, NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input } from './input.ts';
import { paginate } from './paging.ts';
import { requireApp } from './repositories.ts';

function getApp(request: ApiRequest): ApiAnswer {
  requireApp(request);
  return ok(renderApp(request.world.render));
}

function listInstallations(request: ApiRequest): ApiAnswer {
  requireApp(request);
  const { state, render } = request.world;
  const page = paginate(request, [...state.installations.values()], `${render.urls.api}/app/installations`);
  return ok(page.items.map((installation) => renderInstallation(render, installation)), page.headers);
}

function installationOf(request: ApiRequest): Installation {
  requireApp(request);
  const installation = request.world.state.installations.get(Number(request.params['id']));
  if (installation === undefined) throw notFound();
  return installation;
}

const level = z.enum(['read', 'write', 'admin']);
const tokenBody = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.int()).optional(),
  permissions: z.record(z.string(), level).optional(),
});

/** Permissions of a token: what was asked, which must be within what was granted. */
function grantedPermissions(installation: Installation, wanted: Permissions | undefined): Permissions {
  if (wanted === undefined) return { ...installation.permissions };
  for (const [name, value] of Object.entries(wanted)) {
    if (!appMay(installation.permissions, name, value)) {
      throw new GitHubProblem(422, 'The permissions requested are not granted to this installation.');
    }
  }
  return { metadata: 'read', ...wanted };
}

function createToken(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const installation = installationOf(request);
  if (installation.suspendedAt !== null) throw new GitHubProblem(403, 'This installation has been suspended');
  const body = input(tokenBody, request.body);
  const permissions = grantedPermissions(installation, body.permissions);
  const wanted = body.repository_ids ?? body.repositories;
  const chosen = wanted === undefined ? null : repositoriesOf(state, installation).filter((repository) => wanted.some((each) => each === repository.id || each === repository.name));
  if (chosen !== null && chosen.length !== wanted?.length) {
    throw new GitHubProblem(422, 'There is at least one repository that does not exist or is not accessible to the parent installation.');
  }
  const ids = chosen === null ? 'all' : new Set(chosen.map((repository) => repository.id));
  const issued = state.tokens.issueInstallation(installation.id, ids, permissions);
  return created({
    token: issued.token,
    expires_at: toIso(issued.expiresAt),
    permissions,
    repository_selection: chosen === null && installation.repositoryIds === 'all' ? 'all' : 'selected',
    ...(chosen === null ? {} : { repositories: chosen.map((repository) => renderRepository(render, repository)) }),
  });
}

function listRepositories(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const { subject } = request;
  if (subject.kind !== 'installation') throw new GitHubProblem(403, 'Resource not accessible by integration');
  const all = [...state.repositories.values()].filter(
    (repository) => covers(subject.installation, repository) && (subject.repositoryIds === 'all' || subject.repositoryIds.has(repository.id)),
  );
  const page = paginate(request, all, `${render.urls.api}/installation/repositories`);
  const repositories = page.items.map((repository) => ({
    ...renderRepository(render, repository),
    permissions: renderPermissions(accessTo(state, subject, repository).permission),
  }));
  const selection = subject.installation.repositoryIds === 'all' && subject.repositoryIds === 'all' ? 'all' : 'selected';
  return ok({ total_count: all.length, repository_selection: selection, repositories }, page.headers);
}

function revokeToken(request: ApiRequest): ApiAnswer {
  const token = /(ghs_\S+)/u.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new GitHubProblem(403, 'Resource not accessible by integration');
  request.world.state.tokens.dropInstallationToken(token);
  return NO_CONTENT;
}

export const appRoutes: Route[] = [
  { method: 'GET', path: '/app', handle: getApp },
  { method: 'GET', path: '/app/installations', handle: listInstallations },
  { method: 'GET', path: '/app/installations/:id', handle: (request) => ok(renderInstallation(request.world.render, installationOf(request))) },
  { method: 'POST', path: '/app/installations/:id/access_tokens', handle: createToken },
  { method: 'GET', path: '/installation/repositories', handle: listRepositories },
  { method: 'DELETE', path: '/installation/token', handle: revokeToken },
];
