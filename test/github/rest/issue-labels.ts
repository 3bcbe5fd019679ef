import { z } from 'zod';
import type { Issue } from '../model.ts';
import { renderLabel } from '../render/label.ts';
import { findLabel, labelsOf } from '../state/find.ts';
import { GitHubProblem } from '../state/problem.ts';
import { resolveLabels } from '../writes/resolve.ts';
import { updateIssue } from '../writes/update-issue.ts';
import { checkLabelCount } from '../writes/guard.ts';
import { actor, NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input } from './input.ts';
import { paginate } from './paging.ts';
import { issueOf, readable, requireRole, writable, type Place } from './repository-access.ts';

const names = z.array(z.union([z.string(), z.object({ name: z.string() }).transform((label) => label.name)]));

/** GitHub takes `{labels: [...]}` and the bare array. */
function namesOf(request: ApiRequest): string[] {
  if (Array.isArray(request.body)) return input(z.object({ labels: names }), { labels: request.body }).labels;
  return input(z.object({ labels: names.default([]) }), request.body).labels;
}

function shown(request: ApiRequest, place: Place, issue: Issue): ApiAnswer {
  return ok(labelsOf(place.repository, issue).map((label) => renderLabel(request.world.render, place.repository, label)));
}

function target(request: ApiRequest): { place: Place; issue: Issue } {
  const place = writable(request, 'issues');
  requireRole(place, 'triage');
  return { place, issue: issueOf(request, place) };
}

function list(request: ApiRequest): ApiAnswer {
  const place = readable(request, 'issues');
  const { render } = request.world;
  const issue = issueOf(request, place);
  const page = paginate(request, labelsOf(place.repository, issue), `${render.urls.api}/repositories/${place.repository.id}/issues/${issue.number}/labels`);
  return ok(page.items.map((label) => renderLabel(render, place.repository, label)), page.headers);
}

function change(request: ApiRequest, wanted: (issue: Issue, given: () => number[]) => number[]): { place: Place; issue: Issue } {
  const { place, issue } = target(request);
  const given = (): number[] => {
    const wantedNames = namesOf(request);
    checkLabelCount(wantedNames);
    return resolveLabels(request.world.state, actor(request), place.repository, wantedNames);
  };
  updateIssue(request.world.state, actor(request), place.repository, issue, { labelIds: wanted(issue, given) });
  return { place, issue };
}

function add(request: ApiRequest): ApiAnswer {
  const { place, issue } = change(request, (each, given) => [...new Set([...each.labelIds, ...given()])]);
  return shown(request, place, issue);
}

function set(request: ApiRequest): ApiAnswer {
  const { place, issue } = change(request, (_issue, given) => given());
  return shown(request, place, issue);
}

function removeAll(request: ApiRequest): ApiAnswer {
  change(request, () => []);
  return NO_CONTENT;
}

function removeOne(request: ApiRequest): ApiAnswer {
  const { place, issue } = target(request);
  const label = findLabel(place.repository, request.params['name'] ?? '');
  if (label === undefined || !issue.labelIds.includes(label.id)) throw new GitHubProblem(404, 'Label does not exist');
  updateIssue(request.world.state, actor(request), place.repository, issue, { labelIds: issue.labelIds.filter((id) => id !== label.id) });
  return shown(request, place, issue);
}

export const issueLabelRoutes: Route[] = [
  { method: 'GET', path: '/repos/:owner/:repo/issues/:number/labels', handle: list },
  { method: 'POST', path: '/repos/:owner/:repo/issues/:number/labels', handle: add },
  { method: 'PUT', path: '/repos/:owner/:repo/issues/:number/labels', handle: set },
  { method: 'DELETE', path: '/repos/:owner/:repo/issues/:number/labels', handle: removeAll },
  { method: 'DELETE', path: '/repos/:owner/:repo/issues/:number/labels/:name', handle: removeOne },
];
