import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { conflictDecision, conflictPage, conflictQuery, settlementAnswer } from '../../trpc/conflicts-shapes.ts';
import { projectOfConflict } from '../../../store/conflicts.ts';
import { Problem } from '../problems.ts';
import { id, params, route, type Route } from '../route.ts';

const tag = 'Sync';
const ids = z.array(id).min(1).max(200);

export const conflictRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/conflicts', tag, summary: 'List conflicts', description: 'Open ones unless `resolved=true`. Go on with `before` = `next`.',
    params: params.project, query: z.object({ resolved: z.stringbool().default(false), actionId: conflictQuery.shape.actionId, before: conflictQuery.shape.before, limit: z.coerce.number().int().min(1).max(100).default(50) }), answer: conflictPage,
    run: ({ page, params: { project: projectId }, query }) => page.conflicts.list({ ...query, projectId }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/conflicts/resolve', tag, summary: 'Settle many conflicts', description: '`{"take": "github"}`, `{"take": "lockstep"}`, or for one alone `{"value": ...}`.',
    params: params.project, body: z.strictObject({ ids, decision: conflictDecision }), answer: settlementAnswer,
    run: ({ page, params: { project: projectId }, body }) => page.conflicts.resolve({ ...body, projectId }),
  }),
  route({
    method: 'POST', path: '/conflicts/{conflict}/resolve', tag, summary: 'Settle a conflict', description: '`{"take": "github"}`, `{"take": "lockstep"}` or `{"value": ...}`.',
    params: z.object({ conflict: id }), body: conflictDecision, answer: settlementAnswer,
    async run({ page, params: { conflict }, body, db }) {
      const projectId = await projectOfConflict(db, Number(conflict));
      const missing = new Problem('not-found', 'There is no such conflict.');
      if (projectId === undefined) throw missing;
      const answer = await page.conflicts.resolve({ projectId: String(projectId), ids: [conflict], decision: body }).catch((error: unknown) => {
        // To who is not in its project it does not exist either, in the same words.
        throw error instanceof TRPCError && error.code === 'NOT_FOUND' ? missing : error;
      });
      const [refused] = answer.refused;
      if (refused) throw new Problem('forbidden', refused.reason);
      return answer;
    },
  }),
];
