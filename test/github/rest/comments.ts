import { z } from 'zod';
import type { Comment, Issue } from '../model.ts';
import { renderComment } from '../render/issue.ts';
import { findComment } from '../state/find.ts';
import { GitHubProblem, notFound } from '../state/problem.ts';
import { atLeast } from '../state/rights.ts';
import { createComment, deleteComment, updateComment } from '../writes/comments.ts';
import { actor, created, NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input, timeParam } from './input.ts';
import { paginate } from './paging.ts';
import { issueOf, readable, requireRole, writable, type Place } from './repository-access.ts';

const body = z.object({ body: z.string() });

function found(request: ApiRequest, place: Place): { issue: Issue; comment: Comment } {
  const hit = findComment(request.world.state, place.repository, Number(request.params['id']));
  if (hit === undefined) throw notFound();
  return hit;
}

/** Authors may change their own comments; others need push. */
function editable(request: ApiRequest): { place: Place; issue: Issue; comment: Comment } {
  const place = writable(request, 'issues');
  const hit = found(request, place);
  const own = request.subject.kind === 'user' && request.subject.account.id === hit.comment.authorId;
  if (!own) requireRole(place, 'push');
  return { place, ...hit };
}

function list(request: ApiRequest): ApiAnswer {
  const { render } = request.world;
  const place = readable(request, 'issues');
  const issue = issueOf(request, place);
  const since = timeParam(request.query.get('since'));
  const all = issue.comments.filter((comment) => since === null || Math.floor(comment.updatedAt / 1000) * 1000 >= since);
  const page = paginate(request, all, `${render.urls.api}/repositories/${place.repository.id}/issues/${issue.number}/comments`);
  return ok(page.items.map((comment) => renderComment(render, place.repository, issue, comment)), page.headers);
}

function create(request: ApiRequest): ApiAnswer {
  const place = writable(request, 'issues');
  const issue = issueOf(request, place);
  if (issue.locked && !atLeast(place.access.permission, 'push')) {
    throw new GitHubProblem(403, 'Unable to create comment because issue is locked.');
  }
  const comment = createComment(request.world.state, actor(request), place.repository, issue, input(body, request.body).body);
  const rendered = renderComment(request.world.render, place.repository, issue, comment);
  return created(rendered, rendered['url']);
}

function get(request: ApiRequest): ApiAnswer {
  const place = readable(request, 'issues');
  const { issue, comment } = found(request, place);
  return ok(renderComment(request.world.render, place.repository, issue, comment));
}

function update(request: ApiRequest): ApiAnswer {
  const { place, issue, comment } = editable(request);
  updateComment(request.world.state, actor(request), place.repository, issue, comment, input(body, request.body).body);
  return ok(renderComment(request.world.render, place.repository, issue, comment));
}

function remove(request: ApiRequest): ApiAnswer {
  const { place, issue, comment } = editable(request);
  deleteComment(request.world.state, actor(request), place.repository, issue, comment);
  return NO_CONTENT;
}

export const commentRoutes: Route[] = [
  { method: 'GET', path: '/repos/:owner/:repo/issues/:number/comments', handle: list },
  { method: 'POST', path: '/repos/:owner/:repo/issues/:number/comments', handle: create },
  { method: 'GET', path: '/repos/:owner/:repo/issues/comments/:id', handle: get },
  { method: 'PATCH', path: '/repos/:owner/:repo/issues/comments/:id', handle: update },
  { method: 'DELETE', path: '/repos/:owner/:repo/issues/comments/:id', handle: remove },
];
