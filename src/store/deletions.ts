/** What remains to be done with the issues of deleted actions. */
import type { RuledWrite } from './brakes.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

/** The issue of this mapping is to be closed. @param by login of who deleted its action */
export async function beginClosing(trx: Queryable, mappingId: number, by: string | null): Promise<void> {
  await run(trx, 'UPDATE github_issue_mappings SET closing = true, closing_by = ? WHERE id = ?', [by, mappingId]);
}

/** @returns who deleted the action, where the issue is yet to be closed; undefined where it is not */
export async function findClosing(db: Queryable, mappingId: number): Promise<{ by: string | null } | undefined> {
  return row(db, 'SELECT closing_by AS by FROM github_issue_mappings WHERE id = ? AND closing', [mappingId]);
}

/** @param sentence how it ended */
export async function endClosing(trx: Queryable, mappingId: number, sentence: string): Promise<void> {
  await run(trx, 'UPDATE github_issue_mappings SET closing = false, closing_by = NULL, error = ? WHERE id = ? AND closing', [sentence, mappingId]);
}

/**
 * The action came back: its pair lives again, and is no longer to be closed.
 * @returns the write that waits for a person's word since before; undefined where none does
 */
export async function reattachMapping(trx: Queryable, mappingId: number): Promise<RuledWrite | undefined> {
  const back = await row<RuledWrite & { waits: boolean }>(
    trx,
    `UPDATE github_issue_mappings m SET state = 'live', closing = false, closing_by = NULL WHERE id = ? RETURNING id AS "mappingId", braked_loss AS loss, m.braked AND m.called_off_at IS NULL AS waits`,
    [mappingId],
  );
  return back?.waits ? { mappingId: back.mappingId, loss: back.loss } : undefined;
}

/** Mappings whose issue is yet to be closed, of one repository if given. */
export async function closingMappings(db: Queryable, limit: number, repositoryId: number | null = null): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    'SELECT id FROM github_issue_mappings WHERE closing AND (?::bigint IS NULL OR repository_id = ?) ORDER BY id LIMIT ?',
    [repositoryId, repositoryId, limit],
  );
  return found.map(({ id }) => id);
}
