import { z } from 'zod';
import { instanceRetention, retentionAnswer } from '../../trpc/retention.ts';
import { params, route, type Route } from '../route.ts';

export const retentionRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/retention', tag: 'Projects', summary: 'How long things are kept', description: 'In days. `historyDays` null: the history of actions is kept for good.', params: params.project, answer: retentionAnswer,
    run: ({ page, params: { project: projectId } }) => page.retention.get({ projectId }),
  }),
  route({
    method: 'PUT', path: '/projects/{project}/retention', tag: 'Projects', summary: 'Choose how long the history of actions is kept', description: 'What it loses cannot be restored any more.', params: params.project,
    body: z.strictObject({ historyDays: retentionAnswer.shape.historyDays }), answer: retentionAnswer,
    async run({ page, params: { project: projectId }, body: { historyDays: days } }) {
      await page.retention.setHistory({ projectId, days });
      return page.retention.get({ projectId });
    },
  }),
  route({
    method: 'PUT', path: '/retention', tag: 'Instance', summary: 'Choose how long deliveries and the sync log are kept', description: 'Takes an operator.', params: params.none, body: z.strictObject(instanceRetention.shape), status: 204, answer: z.null(),
    run: ({ page, body }) => page.retention.setInstance(body),
  }),
];
