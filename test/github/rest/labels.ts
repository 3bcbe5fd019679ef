import { z } from 'zod';
import type { Label } from '../model.ts';
import { renderLabel } from '../render/label.ts';
import { findLabel } from '../state/find.ts';
import { notFound } from '../state/problem.ts';
import { createLabel, deleteLabel, updateLabel, type LabelPatch } from '../writes/labels.ts';
import { actor, created, NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input } from './input.ts';
import { paginate } from './paging.ts';
import { readable, requireRole, writable, type Place } from './repository-access.ts';

const fields = { color: z.string().optional(), description: z.string().nullable().optional() };
const createBody = z.object({ name: z.string(), ...fields });
const updateBody = z.object({ new_name: z.string().optional(), name: z.string().optional(), ...fields });

function labelOf(request: ApiRequest, place: Place): Label {
  const label = findLabel(place.repository, request.params['name'] ?? '');
  if (label === undefined) throw notFound();
  return label;
}

function list(request: ApiRequest): ApiAnswer {
  const { render } = request.world;
  const { repository } = readable(request, 'issues');
  const page = paginate(request, repository.labels, `${render.urls.api}/repositories/${repository.id}/labels`);
  return ok(page.items.map((label) => renderLabel(render, repository, label)), page.headers);
}

function get(request: ApiRequest): ApiAnswer {
  const place = readable(request, 'issues');
  return ok(renderLabel(request.world.render, place.repository, labelOf(request, place)));
}

/** Colours may come with a `#`, which GitHub takes off. */
function patchOf(body: { color?: string | undefined; description?: string | null | undefined }): LabelPatch {
  const patch: LabelPatch = {};
  if (body.color !== undefined) patch.color = body.color.replace(/^#/u, '');
  if (body.description !== undefined) patch.description = body.description;
  return patch;
}

function create(request: ApiRequest): ApiAnswer {
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  const body = input(createBody, request.body);
  const label = createLabel(request.world.state, actor(request), place.repository, { name: body.name, ...patchOf(body) });
  const rendered = renderLabel(request.world.render, place.repository, label);
  return created(rendered, rendered['url']);
}

function update(request: ApiRequest): ApiAnswer {
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  const label = labelOf(request, place);
  const body = input(updateBody, request.body);
  const patch = patchOf(body);
  const name = body.new_name ?? body.name;
  if (name !== undefined) patch.name = name;
  updateLabel(request.world.state, actor(request), place.repository, label, patch);
  return ok(renderLabel(request.world.render, place.repository, label));
}

function remove(request: ApiRequest): ApiAnswer {
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  deleteLabel(request.world.state, actor(request), place.repository, labelOf(request, place));
  return NO_CONTENT;
}

export const labelRoutes: Route[] = [
  { method: 'GET', path: '/repos/:owner/:repo/labels', handle: list },
  { method: 'POST', path: '/repos/:owner/:repo/labels', handle: create },
  { method: 'GET', path: '/repos/:owner/:repo/labels/:name', handle: get },
  { method: 'PATCH', path: '/repos/:owner/:repo/labels/:name', handle: update },
  { method: 'DELETE', path: '/repos/:owner/:repo/labels/:name', handle: remove },
];
