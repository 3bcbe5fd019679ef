import { z } from 'zod';
import { renderIssue } from '../render/issue.ts';
import { GitHubProblem, invalid } from '../state/problem.ts';
import { findIssueType } from '../state/find.ts';
import { listIssues } from '../state/list-issues.ts';
import { atLeast } from '../state/rights.ts';
import type { Issue } from '../model.ts';
import { createIssue, type IssueDraft } from '../writes/create-issue.ts';
import { checkLabelCount, checkText, checkTitle, MAX_BODY } from '../writes/guard.ts';
import { resolveAssignees, resolveLabels, resolveMilestone } from '../writes/resolve.ts';
import { updateIssue, type IssuePatch } from '../writes/update-issue.ts';
import { actor, created, NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input } from './input.ts';
import { issueFilter } from './issue-filters.ts';
import { paginate } from './paging.ts';
import { issueOf, readable, requireRole, writable, type Place } from './repository-access.ts';

const text = z.union([z.string(), z.number()]).transform(String);
const labelNames = z.array(z.union([z.string(), z.object({ name: z.string() }).transform((label) => label.name)]));

const issueBody = z.object({
  title: text.optional(),
  body: z.string().nullable().optional(),
  labels: labelNames.optional(),
  assignees: z.array(z.string()).nullable().optional(),
  assignee: z.string().nullable().optional(),
  milestone: z.union([z.number(), z.string(), z.null()]).optional(),
  type: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullable().optional(),
  duplicate_issue_id: z.int().optional(),
});

type IssueBody = z.infer<typeof issueBody>;

/**
 * Labels, people, milestone and type of a body, by id. Without triage rights GitHub drops them
 * without a word.
 */
function organized(request: ApiRequest, { repository, access }: Place, body: IssueBody): Pick<IssuePatch, 'labelIds' | 'assigneeIds' | 'milestoneId' | 'issueType'> {
  if (!atLeast(access.permission, 'triage')) return {};
  const { state } = request.world;
  const patch: ReturnType<typeof organized> = {};
  if (body.type !== undefined) {
    const type = body.type === null ? null : findIssueType(state, repository, body.type);
    if (type === undefined) throw invalid({ value: body.type, resource: 'Issue', field: 'type', code: 'invalid' });
    patch.issueType = type?.name ?? null;
  }
  if (body.milestone !== undefined) patch.milestoneId = resolveMilestone(repository, body.milestone);
  const single = body.assignee === undefined ? undefined : body.assignee === null || body.assignee === '' ? [] : [body.assignee];
  const logins = body.assignees === undefined ? single : (body.assignees ?? []);
  if (logins !== undefined) patch.assigneeIds = resolveAssignees(state, repository, logins);
  // Last: it may create labels, so whatever can be refused must be refused before.
  if (body.title !== undefined) checkTitle(body.title);
  checkText('Issue', 'body', body.body ?? '', MAX_BODY);
  checkLabelCount(body.labels ?? []);
  if (body.labels !== undefined) patch.labelIds = resolveLabels(state, actor(request), repository, body.labels);
  return patch;
}

function list(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const { repository } = readable(request, 'issues');
  const order = request.query.get('sort');
  const direction = request.query.get('direction') === 'asc' ? 'asc' : 'desc';
  const by = order === 'updated' || order === 'comments' ? order : 'created';
  const found = listIssues(repository, by, direction, issueFilter(state, repository, request.query));
  const page = paginate(request, found, `${render.urls.api}/repositories/${repository.id}/issues`);
  return ok(page.items.map((issue) => renderIssue(render, repository, issue)), page.headers);
}

function create(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const place = writable(request, 'issues');
  const body = input(issueBody, request.body);
  if (body.title === undefined) throw new GitHubProblem(422, 'Invalid request.\n\n"title" wasn\'t supplied.');
  const draft: IssueDraft = { title: body.title, ...organized(request, place, body) };
  if (body.body !== undefined) draft.body = body.body;
  const issue = createIssue(state, actor(request), place.repository, draft);
  const rendered = renderIssue(render, place.repository, issue);
  return created(rendered, rendered['url']);
}

function get(request: ApiRequest): ApiAnswer {
  const place = readable(request, 'issues');
  return ok(renderIssue(request.world.render, place.repository, issueOf(request, place)));
}

/** The author may edit and close their own issue; others need triage (state) or push (text). */
function requireEditor(request: ApiRequest, place: Place, issue: Issue, body: IssueBody): void {
  if (request.subject.kind === 'user' && request.subject.account.id === issue.authorId) return;
  requireRole(place, body.title === undefined && body.body === undefined ? 'triage' : 'push');
}

function update(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const place = writable(request, 'issues');
  const issue = issueOf(request, place);
  const body = input(issueBody, request.body);
  requireEditor(request, place, issue, body);
  const patch: IssuePatch = organized(request, place, body);
  if (body.title !== undefined) patch.title = body.title;
  if (body.body !== undefined) patch.body = body.body;
  if (body.state !== undefined) patch.state = body.state;
  if (body.state_reason !== undefined) patch.stateReason = body.state_reason;
  if (body.duplicate_issue_id !== undefined) patch.duplicateOfId = body.duplicate_issue_id;
  updateIssue(state, actor(request), place.repository, issue, patch);
  return ok(renderIssue(render, place.repository, issue));
}

const lockBody = z.object({ lock_reason: z.enum(['off-topic', 'too heated', 'resolved', 'spam']).nullable().optional() });

function setLock(request: ApiRequest, locked: boolean): ApiAnswer {
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  const issue = issueOf(request, place);
  const { lock_reason: reason } = input(lockBody, request.body);
  updateIssue(request.world.state, actor(request), place.repository, issue, { locked, activeLockReason: reason ?? null });
  return NO_CONTENT;
}

export const issueRoutes: Route[] = [
  { method: 'GET', path: '/repos/:owner/:repo/issues', handle: list },
  { method: 'POST', path: '/repos/:owner/:repo/issues', handle: create },
  { method: 'GET', path: '/repos/:owner/:repo/issues/:number', handle: get },
  { method: 'PATCH', path: '/repos/:owner/:repo/issues/:number', handle: update },
  { method: 'PUT', path: '/repos/:owner/:repo/issues/:number/lock', handle: (request) => setLock(request, true) },
  { method: 'DELETE', path: '/repos/:owner/:repo/issues/:number/lock', handle: (request) => setLock(request, false) },
];
