import { z } from 'zod';
import { projectHealth, redelivery, series, seriesQuery, trouble, verification } from '../../trpc/health-shapes.ts';
import { syncAnswer, syncRequest, whyAnswer, writesRequest } from '../../trpc/integration-shapes.ts';
import { syncLogDetail, syncLogFilter, syncLogPage, syncLogRetry } from '../../trpc/sync-log-shapes.ts';
import { id, params, route, type Route } from '../route.ts';

const tag = 'Sync';
const { projectId: _, ...wanted } = syncRequest.shape;
const { projectId: _writes, ...writes } = writesRequest.shape;
const { projectId: _series, ...ofSeries } = seriesQuery.shape;
const { projectId: _retry, ...rows } = syncLogRetry.shape;

export const syncRoutes: Route[] = [
  route({
    method: 'POST', path: '/projects/{project}/sync', tag, summary: 'Sync now', description: 'The whole project, some repositories, or some actions.',
    params: params.project, body: z.strictObject(wanted).prefault({}), status: 202, answer: syncAnswer,
    run: ({ page, params: { project: projectId }, body }) => page.integrations.sync({ ...body, projectId }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/sync/cancel', tag, summary: 'Call off writes that wait',
    description: 'Of the whole project, some repositories, or some actions. Nothing of them is written any more: the actions go back to what GitHub has, and what they had stays in their history. What is edited afterwards is written. It goes on by itself; `health` tells how far it is.',
    params: params.project, body: z.strictObject(writes).prefault({}), status: 202, answer: z.object({ issues: z.number().int() }),
    run: ({ page, params: { project: projectId }, body }) => page.integrations.cancelWrites({ ...body, projectId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/why', tag, summary: 'Why an issue is or is not synced', params: params.project,
    query: z.object({ issue: z.string().trim().min(1).max(500).describe('Its URL, owner/name#12, or #12 where one repository is linked.') }), answer: whyAnswer,
    run: ({ page, params: { project: projectId }, query: { issue } }) => page.integrations.why({ projectId, issue }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/health', tag, summary: 'How the sync goes', params: params.project, answer: projectHealth,
    run: ({ page, params: { project: projectId } }) => page.health.get({ projectId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/series', tag, summary: 'How the sync went over time', description: 'Synchronizations, pushes, errors and latencies (p50 and p95) step by step: of the whole integration, or of one repository with `repositoryId`.',
    params: params.project, query: z.object(ofSeries), answer: series,
    run: ({ page, params: { project: projectId }, query }) => page.health.series({ ...query, projectId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/troubles', tag, summary: 'What is not in step, and why', params: params.project, answer: z.object({ items: z.array(trouble) }),
    run: async ({ page, params: { project: projectId } }) => ({ items: await page.health.troubles({ projectId }) }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/verify', tag, summary: 'Compare every field with GitHub', description: 'Goes on by itself, and mends what differs; `health` tells how far it is.', params: params.project, status: 202,
    answer: z.object({ verification: verification.nullable() }),
    run: async ({ page, params: { project: projectId } }) => ({ verification: await page.health.verify({ projectId }) }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/redeliver', tag, summary: 'Ask for events that never came, and take up what was given up', params: params.project, status: 202, answer: redelivery,
    run: ({ page, params: { project: projectId } }) => page.health.redeliver({ projectId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/sync-log', tag, summary: 'Read the sync log', description: 'One row a synchronization of an issue, newest first. Go on with `before` = `next`.', params: params.project,
    query: z.object({ ...syncLogFilter.shape, before: id.nullable().default(null), limit: z.coerce.number().int().min(1).max(200).default(50) }), answer: syncLogPage,
    run: ({ page, params: { project: projectId }, query }) => page.syncLog.list({ ...query, projectId }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/sync-log/{row}', tag, summary: 'Read a row of the sync log', description: 'What changed, the delivery, and what to do where something went wrong.',
    params: z.object({ project: id, row: id }), answer: syncLogDetail,
    run: ({ page, params: { project: projectId, row } }) => page.syncLog.get({ projectId, id: row }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/sync-log/retry', tag, summary: 'Take up again what rows of the sync log are about', description: 'Those of `ids`, or all that is not in step.', params: params.project, body: z.strictObject(rows).prefault({}), status: 202, answer: redelivery,
    run: ({ page, params: { project: projectId }, body }) => page.syncLog.retry({ ...body, projectId }),
  }),
];
