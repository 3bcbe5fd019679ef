/** `GET /api/export/sync-log`: the sync log as CSV or JSON, streamed while it is read. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { csvOf, jsonOf, type Column } from '../core/table-text.ts';
import { writeAudit } from '../store/audit.ts';
import type { Db } from '../store/db.ts';
import { pageOfSyncLog, type SyncLogFilter, type SyncLogView } from '../store/sync-log-views.ts';
import { actorOf } from '../sync/access/access.ts';
import type { ExportParts } from './exports.ts';
import { toFilter, toRow } from './sync-log-services.ts';
import { key } from './trpc/shapes.ts';
import { syncLogFilter } from './trpc/sync-log-shapes.ts';

const query = syncLogFilter.extend({ project: key, format: z.enum(['csv', 'json']).default('csv') });

export function registerSyncLogExport(fastify: FastifyInstance, { db, access, ask, viewerOf }: ExportParts): void {
  fastify.get('/api/export/sync-log', async (request, reply) => {
    const asked = query.safeParse(request.query);
    if (!asked.success) {
      const [issue] = asked.error.issues;
      return reply.code(400).send({ error: `${issue?.path.join('.')}: ${issue?.message}. Name at least the project: /api/export/sync-log?project=<id>&format=csv` });
    }
    const { project, format, ...filter } = asked.data;
    const viewer = await viewerOf(request);
    if (viewer === null) return reply.code(401).send({ error: 'Sign in to go on.' });
    const verdict = await ask(viewer, { right: 'sync.read', projectId: project });
    if (verdict === 'forbidden') return reply.code(403).send({ error: 'Your role does not allow this.' });
    if (verdict === 'hidden') return reply.code(404).send({ error: 'There is no such project.' });
    const id = Number(project);
    const hidden = await access.hiddenRepositories(viewer.caller, id);
    await writeAudit(db, { actor: actorOf(viewer.caller), event: 'export', projectId: id, detail: { what: 'sync log', format } });
    const found = allOf(db, toFilter(id, filter, hidden));
    return reply
      .header('content-disposition', `attachment; filename="lockstep-sync-log-${id}.${format}"`)
      .header('cache-control', 'no-store')
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      .send(Readable.from(format === 'csv' ? csvOf(COLUMNS, found) : jsonOf(asRows(found)), { objectMode: false }));
  });
}

const PAGE = 1000;

/** Page by page, so that neither the whole log nor a transaction is held. */
async function* allOf(db: Db, filter: SyncLogFilter): AsyncGenerator<SyncLogView> {
  for (let before: number | null = null; ; ) {
    const page: SyncLogView[] = await pageOfSyncLog(db, filter, before, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    before = page.at(-1)?.id ?? null;
  }
}

async function* asRows(found: AsyncIterable<SyncLogView>): AsyncGenerator<object> {
  for await (const one of found) yield { ...toRow(one), delivery: one.deliveryGuid };
}

const COLUMNS: readonly Column<SyncLogView>[] = [
  ['id', ({ id }) => id], ['at', ({ at }) => at.toISOString()], ['repository', ({ repository }) => repository], ['issue', ({ issueNumber }) => issueNumber],
  ['action', ({ actionId }) => actionId], ['title', ({ title }) => title], ['direction', ({ direction }) => direction], ['trigger', ({ trigger }) => trigger],
  ['outcome', ({ outcome }) => outcome], ['fields', ({ fields }) => fields.join(' ')], ['delivery', ({ deliveryGuid }) => deliveryGuid],
  ['latency_ms', ({ latencyMs }) => latencyMs], ['duration_ms', ({ durationMs }) => durationMs], ['error', ({ error }) => error],
];
