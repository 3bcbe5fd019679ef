import { z } from 'zod';
import type { FieldValue, IssueField } from '../model.ts';
import { renderFieldValue, renderIssueField } from '../render/issue-field.ts';
import { findLogin } from '../state/find.ts';
import { checkFieldValue, fieldValuesOf, issueFieldsOf } from '../state/issue-fields.ts';
import { invalid, notFound } from '../state/problem.ts';
import { updateIssue } from '../writes/update-issue.ts';
import { actor, NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input } from './input.ts';
import { issueOf, readable, requireRole, writable } from './repository-access.ts';

const body = z.object({
  issue_field_values: z.array(z.object({ field_id: z.int(), value: z.union([z.string(), z.number(), z.array(z.string())]) })).max(25),
});

function ofOrganization(request: ApiRequest): ApiAnswer {
  const organization = findLogin(request.world.state, request.params['org'] ?? '');
  if (organization?.type !== 'Organization') throw notFound();
  return ok((request.world.state.issueFields.get(organization.id) ?? []).map(renderIssueField));
}

function list(request: ApiRequest): ApiAnswer {
  const place = readable(request, 'issues');
  const issue = issueOf(request, place);
  return ok(fieldValuesOf(request.world.state, place.repository, issue).map(({ field, value }) => renderFieldValue(field, value)));
}

/** POST adds to what is there, PUT replaces it; both clear everything for an empty list. */
function set(request: ApiRequest, replaces: boolean): ApiAnswer {
  const { state } = request.world;
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  const issue = issueOf(request, place);
  const fields = issueFieldsOf(state, place.repository);
  const given = input(body, request.body).issue_field_values;
  const fieldValues = new Map<number, FieldValue | null>(replaces || given.length === 0 ? fields.map(({ id }) => [id, null]) : []);
  for (const { field_id: id, value } of given) fieldValues.set(id, checkFieldValue(fieldNumbered(fields, id), value));
  updateIssue(state, actor(request), place.repository, issue, { fieldValues });
  return list(request);
}

function fieldNumbered(fields: readonly IssueField[], id: number): IssueField {
  const field = fields.find((one) => one.id === id);
  if (field === undefined) throw invalid({ resource: 'IssueFieldValue', field: 'field_id', code: 'invalid' });
  return field;
}

function remove(request: ApiRequest): ApiAnswer {
  const place = writable(request, 'issues');
  requireRole(place, 'push');
  const issue = issueOf(request, place);
  const id = Number(request.params['field']);
  if (!issue.fieldValues.has(id)) throw notFound();
  updateIssue(request.world.state, actor(request), place.repository, issue, { fieldValues: new Map([[id, null]]) });
  return NO_CONTENT;
}

const VALUES = '/repos/:owner/:repo/issues/:number/issue-field-values';

export const issueFieldRoutes: Route[] = [
  { method: 'GET', path: '/orgs/:org/issue-fields', handle: ofOrganization },
  { method: 'GET', path: VALUES, handle: list },
  { method: 'POST', path: VALUES, handle: (request) => set(request, false) },
  { method: 'PUT', path: VALUES, handle: (request) => set(request, true) },
  { method: 'DELETE', path: `${VALUES}/:field`, handle: remove },
];
