import { z } from 'zod';
import { deletePreview, disconnectPreview, privacyTask } from '../../trpc/privacy-shapes.ts';
import { project, projectName } from '../../trpc/shapes.ts';
import { idempotencyKey, once } from '../idempotency.ts';
import { params, route, type Route } from '../route.ts';

const tag = 'Projects';
const begun = z.object({ taskId: z.string() });

export const projectRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects', tag, summary: 'List projects',
    description: 'Those that whoever asks is a member of; for a project’s token, that one.',
    params: params.none, answer: z.object({ items: z.array(project) }),
    run: async ({ page }) => ({ items: await page.projects.list() }),
  }),
  route({
    method: 'GET', path: '/projects/{project}', tag, summary: 'Read a project', params: params.project, answer: project,
    run: ({ page, params: { project: id } }) => page.projects.get({ id }),
  }),
  route({
    method: 'POST', path: '/projects', tag, summary: 'Make a project', description: 'Whoever makes it leads it.', params: params.none, headers: idempotencyKey, body: z.strictObject({ name: projectName }), status: 201, answer: project,
    async run({ page, body, db, asker, request, reply }) {
      const made = await once({ db, asker, request, make: () => page.projects.create(body), read: (id) => page.projects.get({ id }) });
      void reply.header('location', `/api/v1/projects/${made.id}`);
      return made;
    },
  }),
  route({
    method: 'PATCH', path: '/projects/{project}', tag, summary: 'Rename a project', params: params.project, body: z.strictObject({ name: projectName }), answer: project,
    async run({ page, params: { project: id }, body }) {
      await page.projects.rename({ id, ...body });
      return page.projects.get({ id });
    },
  }),
  route({
    method: 'DELETE', path: '/projects/{project}', tag, summary: 'Delete a project', description: 'With everything in it. `name` must be the project’s own. Goes on in the background; from now on the project does not exist to anybody. `dryRun=true` says what would go.',
    params: params.project, query: z.object({ name: z.string().max(1000).default(''), dryRun: z.stringbool().default(false) }), status: 202, answer: z.object({ taskId: begun.shape.taskId.nullable(), preview: deletePreview }),
    async run({ page, params: { project: projectId }, query: { name, dryRun } }) {
      const preview = await page.privacy.deletePreview({ projectId });
      return { taskId: dryRun ? null : (await page.privacy.deleteProject({ projectId, name })).taskId, preview };
    },
  }),
  route({
    method: 'GET', path: '/projects/{project}/tasks', tag, summary: 'How far a disconnection is', params: params.project, answer: z.object({ items: z.array(privacyTask) }),
    run: async ({ page, params: { project: projectId } }) => ({ items: await page.privacy.tasks({ projectId }) }),
  }),
  route({
    method: 'DELETE', path: '/projects/{project}/integration', tag: 'Integration', summary: 'Disconnect from GitHub',
    description: 'The sync stops at once; what belongs to it is removed in the background. `dryRun=true` says what would go.',
    params: params.project, query: z.object({ actions: z.enum(['keep', 'delete']).default('keep'), dryRun: z.stringbool().default(false) }), status: 202, answer: z.object({ taskId: begun.shape.taskId.nullable(), preview: disconnectPreview }),
    async run({ page, params: { project: projectId }, query: { actions, dryRun } }) {
      const preview = await page.privacy.disconnectPreview({ projectId });
      return { taskId: dryRun ? null : (await page.privacy.disconnect({ projectId, actions })).taskId, preview };
    },
  }),
];
