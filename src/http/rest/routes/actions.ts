import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { findAction } from '../../../store/actions.ts';
import type { Db } from '../../../store/db.ts';
import { actionDetail, actionForm, bulkAnswer, bulkUpdate, historyPage } from '../../trpc/action-shapes.ts';
import { trouble } from '../../trpc/health-shapes.ts';
import { actionPull, pullName } from '../../trpc/pulls.ts';
import { action, actionChanges, actionPage, actionQuery, facets } from '../../trpc/shapes.ts';
import { parseCursor } from '../../action-query.ts';
import { idempotencyKey, once } from '../idempotency.ts';
import type { PageCaller } from '../page-caller.ts';
import { expectedVersion, ifMatch, tag as etag } from '../preconditions.ts';
import { Problem, staleCursor } from '../problems.ts';
import { id, params, route, type Asked, type Route, type Spec } from '../route.ts';

const tag = 'Actions';

const { projectId: _, ...filters } = actionQuery.shape;
const query = z.object({ ...filters, limit: z.coerce.number().int().min(1).max(100).default(50) });

const alone = z.object({ action: id });

/** An edit without If-Match takes the newest version; one that loses that race tries again. */
const RACES = 3;

/** The page's procedures say that an action was changed meanwhile; without a version of the caller's own that is no answer. */
async function edit<T>(page: PageCaller, actionId: string, given: number | null, work: (version: number) => Promise<T>): Promise<T> {
  if (given !== null) return work(given);
  for (let races = 1; ; races += 1) {
    const { action: now } = await page.actions.get({ id: actionId });
    try {
      return await work(now.version);
    } catch (error) {
      if (races === RACES || (error as { code?: string }).code !== 'CONFLICT') throw error;
    }
  }
}

/** @throws Problem where the address names an action below another project than its own */
async function belongs(db: Db, { project, action: actionId }: Named): Promise<void> {
  if (project !== undefined && (await findAction(db, Number(actionId)))?.projectId !== Number(project)) throw new Problem('not-found', 'There is no such action.');
}

interface Named {
  action: string;
  project?: string;
}

type Asks<Q extends z.ZodObject, B extends z.ZodType> = Asked<typeof alone, Q, B>;

/** A route of one action, at its own address and below its project. */
function both<A extends z.ZodType, Q extends z.ZodObject, B extends z.ZodType>(spec: Omit<Spec<typeof alone, Q, B, A>, 'params' | 'path' | 'tag'> & { rest?: string }): Route[] {
  const { rest = '', run, ...more } = spec;
  const checked = async (asked: Asks<Q, B>) => {
    await belongs(asked.db, asked.params);
    return run(asked);
  };
  return [
    route({ ...more, tag, path: `/projects/{project}/actions/{action}${rest}`, params: params.action, run: checked }),
    route({ ...more, tag, path: `/actions/{action}${rest}`, params: alone, run: checked }),
  ];
}

function tagged(reply: FastifyReply, found: z.output<typeof action>): z.output<typeof action> {
  etag(reply, found.version);
  return found;
}

const create = z.strictObject({
  ...actionChanges.shape,
  title: z.string().trim().min(1).max(256),
  repositoryId: id.nullable().exactOptional().describe('In which linked repository it gets an issue; null for none. Without it what the project chose.'),
});

export const actionRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/actions', tag, summary: 'List actions',
    description: 'Values of one filter are alternatives, except `tag`: an action must carry all of them. `@none` stands for no priority or nobody. Go on with `cursor` = `nextCursor`, or follow the `Link` header.',
    params: params.project, query, answer: actionPage,
    async run({ page, params: { project: projectId }, query: asked, request, reply }) {
      if (asked.cursor !== null && parseCursor(asked.cursor, asked) === null) throw staleCursor();
      const found = await page.actions.list({ ...asked, projectId });
      if (found.nextCursor !== null) {
        const next = new URL(request.url, 'http://localhost');
        next.searchParams.set('cursor', found.nextCursor);
        void reply.header('link', `<${next.pathname}${next.search}>; rel="next"`);
      }
      return found;
    },
  }),
  route({
    method: 'POST', path: '/projects/{project}/actions', tag, summary: 'Make an action', description: 'Where the project wants it, an issue is made for it.',
    params: params.project, headers: idempotencyKey, body: create, status: 201, answer: action,
    async run({ page, params: { project: projectId }, body: { repositoryId, ...values }, db, asker, request, reply }) {
      const key = request.headers['idempotency-key'];
      const made = await once({
        db, asker, request, namesItself: true, read: async (actionId) => (await page.actions.get({ id: actionId })).action,
        make: () => page.actions.create({ projectId, values, key: typeof key === 'string' ? key : randomUUID(), ...(repositoryId !== undefined && { repositoryId }) }),
      });
      void reply.header('location', `/api/v1/actions/${made.id}`);
      return tagged(reply, made);
    },
  }),
  route({
    method: 'POST', path: '/projects/{project}/actions/bulk', tag, summary: 'Edit many actions', description: 'What would write to many issues is answered with `outcome: confirm` and the list; send it again with `confirmed: true` and the `ids` that came with it as `choice`.',
    params: params.project, body: bulkUpdate.omit({ projectId: true }), answer: bulkAnswer,
    run: ({ page, params: { project: projectId }, body }) => page.actions.updateMany({ ...body, projectId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/fields', tag, summary: 'What an action can hold', description: 'Every field with its key, kind and options, also the project’s own; values in use; and in which repositories a new action can get an issue.', params: params.project, answer: actionForm,
    run: ({ page, params: { project: projectId } }) => page.actions.form({ projectId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/facets', tag, summary: 'What actions can be filtered by', description: 'Priorities, tags and people with how many actions have them, at most 200 of each.', params: params.project, answer: facets,
    run: ({ page, params: { project: projectId } }) => page.actions.facets({ projectId }),
  }),
  ...both({
    method: 'GET', summary: 'Read an action', description: 'The `ETag` is its version, for `If-Match`. `archived` says why it is in no list: filtered out, put away by a person, or deleted.', answer: action.extend({ archived: actionDetail.shape.archived }),
    async run({ page, params: named, reply }) {
      const { action: found, archived } = await page.actions.get({ id: named.action });
      return { ...tagged(reply, found), archived };
    },
  }),
  ...both({
    method: 'PATCH', summary: 'Edit an action',
    description: 'Only the fields that are named. The issue follows. A stale `If-Match` is 412, with the action as it is now as `current`.',
    headers: ifMatch, body: actionChanges, answer: action,
    run: async ({ page, params: named, body, request, reply }) =>
      tagged(reply, await edit(page, named.action, expectedVersion(request), (version) => page.actions.update({ id: named.action, expectedVersion: version, changes: body }))),
  }),
  ...both({
    method: 'DELETE', summary: 'Delete an action', description: 'Its issue is closed, left or forgotten, as the project’s settings say. It can be brought back.', headers: ifMatch, answer: action,
    run: async ({ page, params: named, request, reply }) =>
      tagged(reply, await edit(page, named.action, expectedVersion(request), (version) => page.actions.remove({ id: named.action, expectedVersion: version }))),
  }),
  ...both({
    method: 'POST', rest: '/undelete', summary: 'Bring a deleted action back', answer: action,
    run: async ({ page, params: named, reply }) => tagged(reply, await page.actions.undelete({ id: named.action })),
  }),
  ...both({
    method: 'PUT', rest: '/archived', summary: 'Put an action away, or take it out again', description: 'An action that is put away stands in lists with `archived=true` alone, and is not synced meanwhile.', body: z.strictObject({ archived: z.boolean() }), answer: action,
    run: async ({ page, params: named, body: { archived }, reply }) => tagged(reply, await page.actions.setArchived({ id: named.action, archived })),
  }),
  ...both({
    method: 'GET', rest: '/trouble', summary: 'Why an action is not in step with its issue', description: 'Null where it is, or has none.', answer: z.object({ trouble: trouble.nullable() }),
    run: async ({ page, params: named }) => ({ trouble: await page.health.troubleOf({ actionId: named.action }) }),
  }),
  ...both({
    method: 'GET', rest: '/pull-requests', summary: 'List an action’s pull requests', description: 'Of its issue, asked of GitHub now.', answer: z.object({ items: z.array(actionPull) }),
    run: async ({ page, params: named }) => ({ items: await page.pulls.list({ actionId: named.action }) }),
  }),
  ...both({
    method: 'POST', rest: '/pull-requests', summary: 'Link a pull request by hand', description: 'Takes a person who may push to the issue’s repository.', body: z.strictObject({ pull: pullName }), status: 204, answer: z.null(),
    run: ({ page, params: named, body: { pull } }) => page.pulls.link({ actionId: named.action, pull }),
  }),
  ...both({
    method: 'DELETE', rest: '/pull-requests', summary: 'Take back a link by hand', query: z.object({ pull: pullName }), status: 204, answer: z.null(),
    run: ({ page, params: named, query: { pull } }) => page.pulls.unlink({ actionId: named.action, pull }),
  }),
  ...both({
    method: 'POST', rest: '/retry-issue', summary: 'Ask once more for an issue that could not be made',
    description: 'For an action whose `issueCreation.state` is `refused`, once what `issueCreation.note` names is mended.', answer: action,
    run: async ({ page, params: named, reply }) => tagged(reply, await page.actions.retryIssue({ id: named.action })),
  }),
  ...both({
    method: 'GET', rest: '/history', summary: 'Read an action’s history', description: 'Every change, who made it and on which side; newest first. Go on with `before` = `next`.',
    query: z.object({ before: id.nullable().default(null), limit: z.coerce.number().int().min(1).max(100).default(30) }), answer: z.object({ items: historyPage.shape.entries, next: historyPage.shape.next }),
    async run({ page, params: named, query: asked }) {
      const { entries, next } = await page.actions.history({ ...asked, id: named.action });
      return { items: entries, next };
    },
  }),
  ...both({
    method: 'POST', rest: '/restore', summary: 'Bring back what an entry of its history took away', body: z.strictObject({ entry: id, field: z.string().min(1).max(120) }), answer: action,
    run: async ({ page, params: named, body, reply }) => tagged(reply, await page.actions.restore({ id: named.action, eventId: body.entry, field: body.field })),
  }),
];
