import { toIso } from '../state/clock.ts';
import { GitHubProblem, notFound } from '../state/problem.ts';
import type { Attempt } from '../webhooks/delivery.ts';
import { ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { requireApp } from './repositories.ts';

function renderSummary(attempt: Attempt): Record<string, unknown> {
  return {
    id: attempt.id,
    guid: attempt.delivery.guid,
    delivered_at: toIso(attempt.deliveredAt),
    redelivery: attempt.redelivery,
    duration: attempt.duration,
    status: attempt.status,
    status_code: attempt.statusCode,
    event: attempt.delivery.event,
    action: attempt.delivery.action,
    installation_id: attempt.delivery.installationId,
    repository_id: attempt.delivery.repositoryId,
    throttled_at: null,
  };
}

function renderAttempt(attempt: Attempt): Record<string, unknown> {
  return {
    ...renderSummary(attempt),
    url: attempt.url,
    request: { headers: attempt.requestHeaders, payload: JSON.parse(attempt.delivery.payload) as unknown },
    response: { headers: attempt.responseHeaders, payload: attempt.responsePayload },
  };
}

function succeeded(attempt: Attempt): boolean {
  return attempt.statusCode >= 200 && attempt.statusCode < 300;
}

/** Newest first; the opaque cursor is the id of the first delivery of its page. */
function list(request: ApiRequest): ApiAnswer {
  requireApp(request);
  const { query, world } = request;
  const perPage = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 30) || 30));
  const status = query.get('status');
  const cursor = query.get('cursor');
  const from = cursor === null ? Number.POSITIVE_INFINITY : Number(cursor.replace(/^v1_/u, ''));
  if (Number.isNaN(from)) throw new GitHubProblem(422, 'Invalid cursor');
  const all = world.deliveries.list().filter((attempt) => attempt.id <= from && (status === null || succeeded(attempt) === (status === 'success')));
  const next = all[perPage];
  const headers: Record<string, string> = {};
  if (next !== undefined) {
    const following = new URLSearchParams(query);
    following.set('cursor', `v1_${next.id}`);
    headers['link'] = `<${world.render.urls.api}/app/hook/deliveries?${following.toString()}>; rel="next"`;
  }
  return ok(all.slice(0, perPage).map(renderSummary), headers);
}

function attemptOf(request: ApiRequest): Attempt {
  requireApp(request);
  const attempt = request.world.deliveries.find(Number(request.params['id']));
  if (attempt === undefined) throw notFound();
  return attempt;
}

/** Sends the same payload under the same GUID again. */
function redeliver(request: ApiRequest): ApiAnswer {
  const { delivery } = attemptOf(request);
  request.world.dispatcher.accept({ ...delivery, redelivery: true });
  return { status: 202, body: {} };
}

export const hookDeliveryRoutes: Route[] = [
  { method: 'GET', path: '/app/hook/deliveries', handle: list },
  { method: 'GET', path: '/app/hook/deliveries/:id', handle: (request) => ok(renderAttempt(attemptOf(request))) },
  { method: 'POST', path: '/app/hook/deliveries/:id/attempts', handle: redeliver },
];
