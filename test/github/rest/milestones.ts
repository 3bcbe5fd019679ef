import { z } from 'zod';
import type { Milestone } from '../model.ts';
import { renderMilestone } from '../render/label.ts';
import { findMilestone } from '../state/find.ts';
import { invalid, notFound } from '../state/problem.ts';
import { createMilestone, deleteMilestone, updateMilestone, type MilestonePatch } from '../writes/milestones.ts';
import { actor, created, NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input } from './input.ts';
import { paginate } from './paging.ts';
import { readable, requireRole, writable, type Place } from './repository-access.ts';

const body = z.object({
  title: z.string().optional(),
  description: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  due_on: z.string().nullable().optional(),
});

function patchOf(given: z.infer<typeof body>): MilestonePatch {
  const patch: MilestonePatch = {};
  if (given.title !== undefined) patch.title = given.title;
  if (given.description !== undefined) patch.description = given.description;
  if (given.state !== undefined) patch.state = given.state;
  if (given.due_on !== undefined) {
    const at = given.due_on === null ? null : Date.parse(given.due_on);
    if (Number.isNaN(at)) throw invalid({ resource: 'Milestone', field: 'due_on', code: 'invalid' });
    patch.dueOn = at;
  }
  return patch;
}

function milestoneOf(request: ApiRequest, place: Place): Milestone {
  const milestone = findMilestone(place.repository, Number(request.params['number']));
  if (milestone === undefined) throw notFound();
  return milestone;
}

function list(request: ApiRequest): ApiAnswer {
  const { render } = request.world;
  const { repository } = readable(request, 'issues');
  const wanted = request.query.get('state') ?? 'open';
  const found = repository.milestones.filter((milestone) => wanted === 'all' || milestone.state === wanted);
  const page = paginate(request, found, `${render.urls.api}/repositories/${repository.id}/milestones`);
  return ok(page.items.map((milestone) => renderMilestone(render, repository, milestone)), page.headers);
}

function get(request: ApiRequest): ApiAnswer {
  const place = readable(request, 'issues');
  return ok(renderMilestone(request.world.render, place.repository, milestoneOf(request, place)));
}

function create(request: ApiRequest): ApiAnswer {
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  const patch = patchOf(input(body, request.body));
  if (patch.title === undefined) throw invalid({ resource: 'Milestone', field: 'title', code: 'missing_field' });
  const milestone = createMilestone(request.world.state, actor(request), place.repository, { ...patch, title: patch.title });
  const rendered = renderMilestone(request.world.render, place.repository, milestone);
  return created(rendered, rendered['url']);
}

function update(request: ApiRequest): ApiAnswer {
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  const milestone = milestoneOf(request, place);
  updateMilestone(request.world.state, actor(request), place.repository, milestone, patchOf(input(body, request.body)));
  return ok(renderMilestone(request.world.render, place.repository, milestone));
}

function remove(request: ApiRequest): ApiAnswer {
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  deleteMilestone(request.world.state, actor(request), place.repository, milestoneOf(request, place));
  return NO_CONTENT;
}

export const milestoneRoutes: Route[] = [
  { method: 'GET', path: '/repos/:owner/:repo/milestones', handle: list },
  { method: 'POST', path: '/repos/:owner/:repo/milestones', handle: create },
  { method: 'GET', path: '/repos/:owner/:repo/milestones/:number', handle: get },
  { method: 'PATCH', path: '/repos/:owner/:repo/milestones/:number', handle: update },
  { method: 'DELETE', path: '/repos/:owner/:repo/milestones/:number', handle: remove },
];
