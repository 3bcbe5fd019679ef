/** The repositories of an integration one by one; `PUT` of the integration sets them all. */
import { z } from 'zod';
import { linkedRepository, unlinking } from '../../trpc/integration-shapes.ts';
import { newLink } from '../../trpc/repositories.ts';
import { installations, linkableRepository } from '../../trpc/shapes.ts';
import { Problem } from '../problems.ts';
import { id, params, route, type Route } from '../route.ts';

const tag = 'Integration';
const ofRepository = z.object({ project: id, repository: id });

export const repositoryRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/integration/installations', tag, summary: 'Where the App is installed', description: 'As far as the person behind the token sees, asked of GitHub now. `installUrl` leads to where it can be installed.', params: params.project, answer: installations,
    run: ({ page, params: { project: projectId } }) => page.repositories.installations({ projectId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/integration/linkable', tag, summary: 'Which repositories could be linked', description: 'What the person behind the token reaches on GitHub through this App, asked of GitHub now.', params: params.project,
    answer: z.object({ items: z.array(linkableRepository) }),
    run: async ({ page, params: { project: projectId } }) => ({ items: await page.repositories.linkable({ projectId }) }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/integration/repositories', tag, summary: 'Link one more repository', description: 'And pull its issues; what is linked already stays as it is. A private one takes `privateConsent: true`.', params: params.project,
    body: z.strictObject(newLink.shape), answer: linkedRepository,
    async run({ page, params: { project: projectId }, body }) {
      await page.repositories.link({ ...body, projectId });
      const found = (await page.integrations.get({ projectId })).repositories.find((one) => one.fullName.toLowerCase() === body.fullName.toLowerCase());
      if (!found) throw new Problem('not-found', `${body.fullName} was linked, and is not linked any more.`);
      return found;
    },
  }),
  route({
    method: 'DELETE', path: '/projects/{project}/integration/repositories/{repository}', tag, summary: 'Unlink a repository', params: ofRepository,
    query: z.object({ actions: unlinking.shape.actions.default('keep') }), answer: z.object({ actions: z.number().int() }),
    run: ({ page, params: { project: projectId, repository: repositoryId }, query: { actions } }) => page.integrations.unlink({ projectId, repositoryId, actions }),
  }),
  route({
    method: 'PUT', path: '/projects/{project}/integration/repositories/{repository}/open', tag, summary: 'Open a private repository’s actions to all members, or close them',
    description: 'Opening takes `consent: true`; without it the refusal says who would see the actions.',
    params: ofRepository, body: z.object({ open: z.boolean(), consent: z.boolean().default(false) }), answer: z.object({ open: z.boolean() }),
    async run({ page, params: { project: projectId, repository: repositoryId }, body }) {
      await page.repositories.setOpen({ projectId, repositoryId, ...body });
      return { open: body.open };
    },
  }),
  route({
    method: 'POST', path: '/projects/{project}/integration/repositories/{repository}/pull', tag, summary: 'Hold, end or take up a repository’s pull', params: ofRepository,
    body: z.object({ verb: z.enum(['pause', 'cancel', 'resume']) }), answer: z.object({ done: z.boolean() }),
    run: ({ page, params: { project: projectId, repository: repositoryId }, body: { verb } }) => page.integrations.controlPull({ projectId, repositoryId, verb }),
  }),
];
