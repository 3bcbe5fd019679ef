import type { Budget } from '../graphql-context.ts';
import { ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';

function renderBudget(budget: Budget): Record<string, number> {
  return { limit: budget.limit, used: budget.used, remaining: budget.remaining, reset: Math.ceil(budget.resetAt / 1000) };
}

function rateLimit(request: ApiRequest): ApiAnswer {
  const peek = (resource: 'core' | 'graphql' | 'search') => renderBudget(request.world.limits.peek(request.subject, resource));
  const core = peek('core');
  return ok({ resources: { core, search: peek('search'), graphql: peek('graphql') }, rate: core });
}

function meta(): ApiAnswer {
  return ok({
    verifiable_password_authentication: false,
    installed_version: '3.19.0',
    hooks: ['127.0.0.0/8', '::1/128'],
    web: ['127.0.0.0/8'],
    api: ['127.0.0.0/8'],
  });
}

export const metaRoutes: Route[] = [
  { method: 'GET', path: '/rate_limit', handle: rateLimit, resource: null },
  { method: 'GET', path: '/meta', handle: meta },
];
