import { z } from 'zod';
import { params, route, type Route } from '../route.ts';

export const accountRoutes: Route[] = [
  route({
    method: 'GET', path: '/me', tag: 'Account', summary: 'Who asks', description: 'The person, or the kind of token and what it is good for.', params: params.none,
    answer: z.object({ login: z.string(), name: z.string().nullable(), kind: z.enum(['session', 'person', 'operator', 'project']), scopes: z.array(z.string()).nullable(), project: z.string().nullable() }),
    run: async ({ asker: { login, name, caller } }) => ({
      login, name, kind: caller.kind,
      scopes: caller.kind === 'session' ? null : [...caller.scopes],
      project: caller.kind === 'project' ? String(caller.projectId) : null,
    }),
  }),
];
