/** `GET /api/export/audit-log`: a project's audit log for its leads, as CSV or JSON, streamed while it is read. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../sync/access/access.ts';
import { AUDIT_FORMATS, exportAudit } from '../sync/access/export-audit.ts';
import type { ExportParts } from './exports.ts';
import { key } from './trpc/shapes.ts';

const query = z.object({ project: key, format: z.enum(AUDIT_FORMATS).default('csv') });

export function registerAuditExport(fastify: FastifyInstance, { db, ask, viewerOf }: ExportParts): void {
  fastify.get('/api/export/audit-log', async (request, reply) => {
    const viewer = await viewerOf(request);
    if (viewer === null) return reply.code(401).send({ error: 'Sign in to go on.' });
    const asked = query.safeParse(request.query);
    if (!asked.success) return reply.code(400).send({ error: 'Name the project, and csv or json: /api/export/audit-log?project=<id>&format=csv' });
    const { project, format } = asked.data;
    const verdict = await ask(viewer, { right: 'audit.read', projectId: project });
    if (verdict === 'forbidden') return reply.code(403).send({ error: 'Your role does not allow this.' });
    if (verdict === 'hidden') return reply.code(404).send({ error: 'There is no such project.' });
    const text = await exportAudit(db, actorOf(viewer.caller), Number(project), format);
    return reply
      .header('content-disposition', `attachment; filename="lockstep-audit-log-${project}.${format}"`)
      .header('cache-control', 'no-store')
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      .send(Readable.from(text, { objectMode: false }));
  });
}
