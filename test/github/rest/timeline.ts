import { createHash } from 'node:crypto';
import type { HistoryEntry, Issue, Repository } from '../model.ts';
import { renderAccount, renderAccountId } from '../render/account.ts';
import { renderAppShort } from '../render/app.ts';
import { renderComment } from '../render/issue.ts';
import type { Render } from '../render/render.ts';
import { toIso } from '../state/clock.ts';
import { findLabel, findLogin, fullNameOf } from '../state/find.ts';
import { ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { paginate } from './paging.ts';
import { issueOf, readable } from './repository-access.ts';

type Rendered = Record<string, unknown>;

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Names that came and went between two sets. */
function difference(change: { from: unknown; to: unknown } | undefined): { added: string[]; removed: string[] } {
  const before = list(change?.from);
  const after = list(change?.to);
  return { added: after.filter((name) => !before.includes(name)), removed: before.filter((name) => !after.includes(name)) };
}

function labelOf(repository: Repository, name: string): Rendered {
  return { name, color: findLabel(repository, name)?.color ?? 'ededed' };
}

/** Who was assigned, and who did it; nobody where the account has gone. */
function assignmentOf(render: Render, entry: HistoryEntry, login: string): Rendered {
  const account = findLogin(render.state, login);
  return { assignee: account === undefined ? null : renderAccount(render, account), assigner: renderAccountId(render, entry.actorId) };
}

/** Issue events name milestones by their title only. */
function milestoneOf(repository: Repository, number: unknown): Rendered {
  return { title: repository.milestones.find((milestone) => milestone.number === number)?.title ?? '' };
}

/** GitHub's issue events of one write, without ids. */
function eventsOf(render: Render, repository: Repository, entry: HistoryEntry): Rendered[] {
  if (!/^(?:issue|pull_request)\.(?:create|update)$/u.test(entry.action)) return [];
  const { changes } = entry;
  const events: Rendered[] = [];
  const title = changes['title'];
  if (title !== undefined && title.from !== null) events.push({ event: 'renamed', rename: title });
  const state = changes['state'];
  if (state !== undefined) events.push(state.to === 'closed' ? { event: 'closed', state_reason: changes['stateReason']?.to ?? null } : { event: 'reopened' });
  const labels = difference(changes['labels']);
  for (const name of labels.removed) events.push({ event: 'unlabeled', label: labelOf(repository, name) });
  for (const name of labels.added) events.push({ event: 'labeled', label: labelOf(repository, name) });
  const people = difference(changes['assignees']);
  for (const login of people.removed) events.push({ event: 'unassigned', ...assignmentOf(render, entry, login) });
  for (const login of people.added) events.push({ event: 'assigned', ...assignmentOf(render, entry, login) });
  const milestone = changes['milestone'];
  if (milestone !== undefined && milestone.from !== null) events.push({ event: 'demilestoned', milestone: milestoneOf(repository, milestone.from) });
  if (milestone !== undefined && milestone.to !== null) events.push({ event: 'milestoned', milestone: milestoneOf(repository, milestone.to) });
  const locked = changes['locked'];
  if (locked !== undefined) events.push({ event: locked.to === true ? 'locked' : 'unlocked' });
  const pinned = changes['pinned'];
  if (pinned !== undefined) events.push({ event: pinned.to === true ? 'pinned' : 'unpinned' });
  return events;
}

/** An id that is the same each time it is asked. */
function eventId(entry: HistoryEntry, index: number): number {
  return createHash('sha256').update(`${entry.sequence}:${index}`).digest().readUIntBE(0, 5);
}

/** The issue events of one issue, oldest first, made from the history. */
function issueEvents(render: Render, repository: Repository, issue: Issue): Rendered[] {
  return (render.state.historyByIssue.get(issue.id) ?? []).flatMap((entry) =>
    eventsOf(render, repository, entry).map((event, index): Rendered => ({
      id: eventId(entry, index),
      node_id: `EV_${Buffer.from(`${entry.sequence}:${index}`).toString('base64url')}`,
      url: `${render.urls.api}/repos/${fullNameOf(render.state, repository)}/issues/events/${eventId(entry, index)}`,
      commit_id: null,
      commit_url: null,
      performed_via_github_app: entry.via === 'person' ? null : renderAppShort(render),
      actor: renderAccountId(render, entry.actorId),
      created_at: toIso(entry.at),
      ...event,
    })),
  );
}

function events(request: ApiRequest): ApiAnswer {
  const { render } = request.world;
  const place = readable(request, 'issues');
  const issue = issueOf(request, place);
  const page = paginate(request, issueEvents(render, place.repository, issue), `${render.urls.api}/repositories/${place.repository.id}/issues/${issue.number}/events`);
  return ok(page.items, page.headers);
}

function timeline(request: ApiRequest): ApiAnswer {
  const { render } = request.world;
  const place = readable(request, 'issues');
  const issue = issueOf(request, place);
  const comments = issue.comments.map((comment): Rendered => ({
    ...renderComment(render, place.repository, issue, comment),
    event: 'commented',
    actor: renderAccountId(render, comment.authorId),
  }));
  const all = [...issueEvents(render, place.repository, issue), ...comments].sort((a, b) => String(a['created_at']).localeCompare(String(b['created_at'])));
  const page = paginate(request, all, `${render.urls.api}/repositories/${place.repository.id}/issues/${issue.number}/timeline`);
  return ok(page.items, page.headers);
}

export const timelineRoutes: Route[] = [
  { method: 'GET', path: '/repos/:owner/:repo/issues/:number/events', handle: events },
  { method: 'GET', path: '/repos/:owner/:repo/issues/:number/timeline', handle: timeline },
];
