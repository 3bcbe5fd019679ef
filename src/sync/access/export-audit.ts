/** The audit log as a file: of one project for its leads, of everything for the operator. That it was exported stands in it. */
import { csvOf, jsonOf, type Column } from '../../core/table-text.ts';
import { auditLines, writeAudit, type AuditActor, type AuditLine } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';

export const AUDIT_FORMATS = ['csv', 'json'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

/** @param projectId null for every line of this instance. @returns the text, newest line first */
export async function exportAudit(db: Db, actor: AuditActor, projectId: number | null, format: AuditFormat): Promise<AsyncGenerator<string>> {
  await writeAudit(db, { actor, event: 'export', projectId, detail: { what: 'audit log', format } });
  const found = allOf(db, projectId);
  return format === 'csv' ? csvOf(COLUMNS, found) : jsonOf(found);
}

const PAGE = 1000;

/** Page by page, so that neither the whole log nor a transaction is held. */
async function* allOf(db: Db, projectId: number | null): AsyncGenerator<AuditLine> {
  for (let before: number | null = null; ; ) {
    const page: AuditLine[] = await auditLines(db, projectId, { before, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    before = Number(page.at(-1)?.id);
  }
}

const COLUMNS: readonly Column<AuditLine>[] = [
  ['id', ({ id }) => id], ['at', ({ at }) => at.toISOString()], ['actor_kind', ({ actorKind }) => actorKind], ['actor_id', ({ actorId }) => actorId], ['actor', ({ actor }) => actor],
  ['project', ({ projectId }) => projectId], ['event', ({ event }) => event], ['outcome', ({ outcome }) => outcome], ['detail', ({ detail }) => JSON.stringify(detail)],
];
