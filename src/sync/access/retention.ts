/** Changes how long things are kept, and says so in the audit log with before and after. */
import { writeAudit, type AuditActor } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { readHistoryDays, readRetention, writeHistoryDays, writeRetention, type Retention } from '../../store/retention.ts';

export async function changeRetention(db: Db, actor: AuditActor, change: Partial<Retention>): Promise<Retention> {
  return db.transaction(async (trx) => {
    const before = await readRetention(trx);
    const after = { ...before, ...change };
    await writeRetention(trx, after);
    await writeAudit(trx, { actor, event: 'retention.changed', detail: { before: { ...before }, after } });
    return after;
  });
}

/** @param days null keeps the project's history for good (I5) */
export async function changeHistoryDays(db: Db, actor: AuditActor, projectId: number, days: number | null): Promise<void> {
  await db.transaction(async (trx) => {
    const before = await readHistoryDays(trx, projectId);
    await writeHistoryDays(trx, projectId, days);
    await writeAudit(trx, { actor, event: 'retention.changed', projectId, detail: { before: { historyDays: before }, after: { historyDays: days } } });
  });
}
