import { z } from 'zod';
import { people } from '../../trpc/mappings.ts';
import { expectedVersion, ifMatch, tag as etag } from '../preconditions.ts';
import { params, id, route, type Route } from '../route.ts';
import { saved } from './integration.ts';

const tag = 'Integration';

export const peopleRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/people', tag, summary: 'Who is who: members and GitHub logins', description: 'With `ask=true` GitHub is asked for public names and addresses, which takes a few seconds and makes better guesses. The `ETag` is the version of the settings.',
    params: params.project, query: z.object({ ask: z.stringbool().default(false) }), answer: people,
    async run({ page, params: { project: projectId }, query: { ask }, reply }) {
      const found = await page.mappings.people({ projectId, ask });
      etag(reply, found.version);
      return found;
    },
  }),
  route({
    method: 'PUT', path: '/projects/{project}/people/{login}', tag, summary: 'Say whose a GitHub login is', description: 'Null takes that back. What would write to many issues is answered with 409, and done when it is sent again with the confirmation.',
    params: z.object({ project: id, login: z.string().trim().min(1).max(100) }), headers: ifMatch,
    body: z.strictObject({ member: z.string().trim().min(1).max(100).nullable().describe('Login of a member.'), confirmation: z.uuid().exactOptional().describe('From a `confirmation-needed` problem.') }), answer: people,
    async run({ page, params: { project: projectId, login }, body, request, reply }) {
      const version = expectedVersion(request) ?? (await page.integrations.get({ projectId })).version;
      saved(await page.mappings.setPerson({ ...body, projectId, login, expectedVersion: version }));
      const now = await page.mappings.people({ projectId });
      etag(reply, now.version);
      return now;
    },
  }),
];
