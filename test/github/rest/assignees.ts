import { z } from 'zod';
import { renderAccount } from '../render/account.ts';
import { renderIssue } from '../render/issue.ts';
import { findLogin } from '../state/find.ts';
import { notFound } from '../state/problem.ts';
import { isAssignable } from '../state/rights.ts';
import { MAX_ASSIGNEES } from '../writes/resolve.ts';
import { updateIssue } from '../writes/update-issue.ts';
import { actor, created, NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input } from './input.ts';
import { paginate } from './paging.ts';
import { issueOf, readable, requireRole, writable } from './repository-access.ts';

const body = z.object({ assignees: z.array(z.string()).default([]) });

function listAssignable(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const { repository } = readable(request, 'metadata');
  const people = [...state.accounts.values()].filter((account) => isAssignable(state, account, repository));
  const page = paginate(request, people, `${render.urls.api}/repositories/${repository.id}/assignees`);
  return ok(page.items.map((account) => renderAccount(render, account)), page.headers);
}

function checkAssignable(request: ApiRequest): ApiAnswer {
  const { state } = request.world;
  const { repository } = readable(request, 'metadata');
  const account = findLogin(state, request.params['login'] ?? '');
  if (account === undefined || !isAssignable(state, account, repository)) throw notFound();
  return NO_CONTENT;
}

/** Unknown and unassignable people are left out without a word; at most ten stay. */
function add(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const place = writable(request, 'issues');
  requireRole(place, 'triage');
  const issue = issueOf(request, place);
  const ids = input(body, request.body).assignees.flatMap((login) => {
    const account = findLogin(state, login);
    return account !== undefined && isAssignable(state, account, place.repository) ? [account.id] : [];
  });
  const assigneeIds = [...new Set([...issue.assigneeIds, ...ids])].slice(0, MAX_ASSIGNEES);
  updateIssue(state, actor(request), place.repository, issue, { assigneeIds });
  return created(renderIssue(render, place.repository, issue));
}

function remove(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const place = writable(request, 'issues');
  requireRole(place, 'triage');
  const issue = issueOf(request, place);
  const ids = new Set(input(body, request.body).assignees.map((login) => findLogin(state, login)?.id));
  updateIssue(state, actor(request), place.repository, issue, { assigneeIds: issue.assigneeIds.filter((id) => !ids.has(id)) });
  return ok(renderIssue(render, place.repository, issue));
}

export const assigneeRoutes: Route[] = [
  { method: 'GET', path: '/repos/:owner/:repo/assignees', handle: listAssignable },
  { method: 'GET', path: '/repos/:owner/:repo/assignees/:login', handle: checkAssignable },
  { method: 'POST', path: '/repos/:owner/:repo/issues/:number/assignees', handle: add },
  { method: 'DELETE', path: '/repos/:owner/:repo/issues/:number/assignees', handle: remove },
];
