import { z } from 'zod';
import { apiToken, auditLine, newApiToken, projectMember, role, scope } from '../../trpc/shapes.ts';
import { idempotencyKey, once } from '../idempotency.ts';
import { Problem } from '../problems.ts';
import { id, params, route, type Route } from '../route.ts';

const tag = 'Projects';
const ofMember = z.object({ project: id, user: id });
const ofToken = z.object({ project: id, token: id });
const done = z.null();
const newToken = newApiToken.extend({ token: z.string().nullable().describe('Null where this idempotency key made it before: only its hash is kept. If that answer was lost, revoke it and make another.') });

export const memberRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/members', tag, summary: 'List members', params: params.project, answer: z.object({ items: z.array(projectMember) }),
    run: async ({ page, params: { project: projectId } }) => ({ items: await page.members.list({ projectId }) }),
  }),
  route({
    method: 'PUT', path: '/projects/{project}/members/{user}', tag, summary: 'Change a member’s role', params: ofMember, body: z.object({ role }), status: 204, answer: done,
    run: ({ page, params: { project: projectId, user: userId }, body }) => page.members.setRole({ projectId, userId, role: body.role }),
  }),
  route({
    method: 'DELETE', path: '/projects/{project}/members/{user}', tag, summary: 'Remove a member', params: ofMember, status: 204, answer: done,
    run: ({ page, params: { project: projectId, user: userId } }) => page.members.remove({ projectId, userId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/tokens', tag, summary: 'List the project’s API tokens', params: params.project, answer: z.object({ items: z.array(apiToken) }),
    run: async ({ page, params: { project: projectId } }) => ({ items: await page.tokens.listOfProject({ projectId }) }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/tokens', tag, summary: 'Make an API token for the project', description: 'The token is in this answer and cannot be read again.',
    params: params.project, headers: idempotencyKey, status: 201, answer: newToken,
    body: z.object({ name: z.string().trim().min(1).max(100), scopes: z.array(scope.exclude(['admin'])).min(1), expiresInDays: z.number().int().min(1).max(3650).nullable().default(90) }),
    run: ({ page, params: { project: projectId }, body, db, asker, request }) =>
      once<z.input<typeof newToken>>({
        db, asker, request,
        make: () => page.tokens.createForProject({ ...body, projectId }),
        async read(made) {
          if (!(await page.tokens.listOfProject({ projectId })).some((one) => one.id === made)) throw new Problem('not-found', 'The token that this key made is revoked.');
          return { id: made, token: null };
        },
      }),
  }),
  route({
    method: 'DELETE', path: '/projects/{project}/tokens/{token}', tag, summary: 'Revoke an API token of the project', params: ofToken, status: 204, answer: done,
    run: ({ page, params: { project: projectId, token } }) => page.tokens.revokeOfProject({ projectId, id: token }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/audit-log', tag, summary: 'Read the audit log', description: 'Newest first. Go on with `before` = the last id.', params: params.project,
    query: z.object({ before: id.nullable().default(null), limit: z.coerce.number().int().min(1).max(200).default(100) }), answer: z.object({ items: z.array(auditLine) }),
    run: async ({ page, params: { project: projectId }, query }) => ({ items: await page.audit.list({ ...query, projectId }) }),
  }),
];
