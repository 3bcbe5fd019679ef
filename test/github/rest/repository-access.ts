import type { Gone, Issue, Repository } from '../model.ts';
import { findFormer, findRepository } from '../state/find.ts';
import { GitHubProblem, notAccessible, notFound } from '../state/problem.ts';
import { accessTo, appMay, atLeast, type Access } from '../state/rights.ts';
import type { ApiRequest } from './api.ts';

/** A repository the caller can see, with what they may do there. */
export interface Place {
  repository: Repository;
  access: Access;
}

/** The redirect GitHub answers for a repository or issue that has moved. */
function movedTo(status: number, url: string): GitHubProblem {
  return new GitHubProblem(status, 'Moved Permanently', null, { location: url });
}

/**
 * The repository of `:owner/:repo`.
 *
 * @throws GitHubProblem 404 without read access; 301 (307 for writes) for a former name.
 */
export function placeOf(request: ApiRequest): Place {
  const { state, render } = request.world;
  const { owner = '', repo = '' } = request.params;
  const repository = findRepository(state, owner, repo);
  if (repository === undefined) {
    const renamed = findFormer(state, owner, repo);
    if (renamed === undefined || !accessTo(state, request.subject, renamed).read) throw notFound();
    const rest = request.path.split('/').slice(4).join('/');
    const query = request.query.size === 0 ? '' : `?${request.query.toString()}`;
    const url = `${render.urls.api}/repositories/${renamed.id}${rest === '' ? '' : `/${rest}`}${query}`;
    throw movedTo(request.method === 'GET' ? 301 : 307, url);
  }
  const access = accessTo(state, request.subject, repository);
  if (!access.read) throw notFound();
  return { repository, access };
}

/** As `placeOf`, for routes that read what an App permission covers. */
export function readable(request: ApiRequest, permission: string): Place {
  const place = placeOf(request);
  const asApp = request.subject.kind === 'installation' || request.subject.kind === 'user';
  if (place.repository.private && asApp && !appMay(place.access.app, permission, 'read')) throw notAccessible();
  return place;
}

/** As `placeOf`, for routes that write: the App must be installed there with write permission. */
export function writable(request: ApiRequest, permission: string): Place {
  const place = placeOf(request);
  if (request.subject.kind === 'anonymous' || request.subject.kind === 'app') throw new GitHubProblem(401, 'Requires authentication');
  if (!appMay(place.access.app, permission, 'write')) throw notAccessible();
  return place;
}

/** Refuses whoever has less than a role; GitHub's words for a person without the rights. */
export function requireRole(place: Place, wanted: 'triage' | 'push' | 'admin'): void {
  if (!atLeast(place.access.permission, wanted)) throw new GitHubProblem(403, 'Must have admin rights to Repository.');
}

function throwGone(request: ApiRequest, gone: Gone): never {
  const { state, render } = request.world;
  if (gone.kind === 'transferred') {
    const target = state.repositories.get(gone.repositoryId);
    if (target === undefined || !accessTo(state, request.subject, target).read) throw notFound();
    const rest = request.path.split('/').slice(6).join('/');
    throw movedTo(301, `${render.urls.api}/repositories/${target.id}/issues/${gone.number}${rest === '' ? '' : `/${rest}`}`);
  }
  throw new GitHubProblem(410, gone.kind === 'deleted' ? 'This issue was deleted' : 'This issue was converted to a discussion');
}

/** The issue of `:number`; 404, 410 (deleted, issues disabled) or 301 (transferred) as GitHub answers. */
export function issueOf(request: ApiRequest, place: Place): Issue {
  const number = Number(request.params['number']);
  const issue = place.repository.issues.get(number);
  if (issue === undefined) {
    const gone = place.repository.gone.get(number);
    if (gone === undefined) throw notFound();
    return throwGone(request, gone);
  }
  if (!place.repository.hasIssues && issue.pullRequest === null) throw new GitHubProblem(410, 'Issues are disabled for this repo');
  return issue;
}
