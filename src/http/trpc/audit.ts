import { z } from 'zod';
import { member, router } from './base.ts';
import { auditLine, project } from './shapes.ts';

export const audit = router({
  /** Newest first; `before` is the id of the last line of the page before. */
  list: member
    .meta({ right: 'audit.read', project: 'projectId' })
    .input(z.object({ projectId: project.shape.id, before: auditLine.shape.id.nullable().default(null), limit: z.number().int().min(1).max(200).default(100) }))
    .output(z.array(auditLine))
    .query(({ ctx, input }) => ctx.services.audit.list(input, ctx.viewer)),
});
