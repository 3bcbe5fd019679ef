/**
 * Exports as streams of JSON text, so that nothing is ever held whole: everything of a project that
 * the asker may see, or everything of a person. Secrets are left out; each export is in the audit log.
 */
import { writeAudit, type AuditActor } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { databaseTime, row } from '../../store/db.ts';
import { projectTables, rowsOfPerson, rowsOfProject, type ExportedRow } from '../../store/exports.ts';

export type OnRows = (list: string, rows: number) => void;

/** @returns null where there is no such project */
export async function exportProject(db: Db, actor: AuditActor, projectId: number, hidden: readonly number[], onRows: OnRows = () => {}): Promise<AsyncGenerator<string> | null> {
  const project = await row<ExportedRow>(db, 'SELECT id, name, statuses, history_days, created_at FROM projects WHERE id = ?', [projectId]);
  if (!project) return null;
  await writeAudit(db, { actor, event: 'export', projectId, detail: { kind: 'project' } });
  return asJson({ format: 'lockstep-project-1', exportedAt: await databaseTime(db), project }, listsOfProject(db, projectId, hidden), onRows);
}

const TRIED: ReadonlySet<string> = new Set(['previews', 'integration_drafts']);

async function* listsOfProject(db: Db, projectId: number, hidden: readonly number[]): AsyncGenerator<[string, ExportedRow[]]> {
  for (const [title, parts] of await projectTables(db)) {
    // What a lead tried out tells of repositories that this asker may not see.
    if (TRIED.has(title) && hidden.length > 0) continue;
    yield [title, []];
    for (const table of parts) for await (const found of rowsOfProject(db, table, projectId, hidden)) yield [title, found];
  }
}

export async function exportPerson(db: Db, actor: AuditActor, person: { id: number; login: string }, onRows: OnRows = () => {}): Promise<AsyncGenerator<string>> {
  await writeAudit(db, { actor, event: 'export', detail: { kind: 'person', user: person.id } });
  return asJson({ format: 'lockstep-person-1', exportedAt: await databaseTime(db) }, rowsOfPerson(db, person), onRows);
}

/** One object: the head's fields, then a list a name. Rows of one name come one after the other. */
async function* asJson(head: Record<string, unknown>, lists: AsyncGenerator<[string, ExportedRow[]]>, onRows: OnRows): AsyncGenerator<string> {
  yield JSON.stringify(head).slice(0, -1);
  let open: string | null = null;
  let first = true;
  for await (const [list, found] of lists) {
    if (list !== open) {
      yield `${open === null ? '' : ']'},\n${JSON.stringify(list)}: [`;
      open = list;
      first = true;
    }
    if (found.length === 0) continue;
    yield `${first ? '\n' : ',\n'}${found.map((one) => JSON.stringify(one)).join(',\n')}`;
    first = false;
    onRows(list, found.length);
  }
  yield open === null ? '}\n' : ']}\n';
}
