/**
 * Deletes a project with all that belongs to it. Nobody sees it from the first moment on; the rest
 * follows in steps. What stays is its lines in the audit log, without their details.
 */
import { writeAudit, type AuditActor } from '../../store/audit.ts';
import type { Db, Queryable } from '../../store/db.ts';
import { row, rows, run } from '../../store/db.ts';
import { countRows, deleteSome, tablesOfProjects } from '../../store/delete-rows.ts';
import { createTask } from '../../store/privacy-tasks.ts';
import { disconnectSteps, previewDisconnect, unsharedRepositories, type DisconnectPreview } from './disconnect.ts';
import { planTask, type Batch, type PrivacyParts, type Step, type StepContext } from './parts.ts';

export interface DeletePreview {
  name: string;
  actions: number;
  history: number;
  members: number;
  tokens: number;
  github: DisconnectPreview | null;
}

/** @returns null where there is no such project */
export async function previewDeleteProject(db: Db, projectId: number, hidden: readonly number[] = []): Promise<DeletePreview | null> {
  const project = await row<{ name: string }>(db, 'SELECT name FROM projects WHERE id = ?', [projectId]);
  if (!project) return null;
  const count = (table: string): Promise<number> => countRows(db, table, 'project_id = ?', [projectId]);
  const [actions, history, members, tokens] = await Promise.all(['actions', 'action_events', 'members', 'api_tokens'].map(count));
  return { name: project.name, actions: actions ?? 0, history: history ?? 0, members: members ?? 0, tokens: tokens ?? 0, github: await previewDisconnect(db, projectId, hidden) };
}

/** @returns null where there is no such project */
export async function beginDeleteProject(parts: Pick<PrivacyParts, 'db' | 'jobs' | 'vault'>, actor: AuditActor, projectId: number): Promise<number | null> {
  return parts.db.transaction(async (trx) => {
    if (!(await row(trx, 'SELECT 1 FROM projects WHERE id = ? FOR NO KEY UPDATE', [projectId]))) return null;
    const integration = await row<{ id: number }>(trx, "UPDATE github_integrations SET state = 'paused', state_reason = 'The project is being deleted.' WHERE project_id = ? RETURNING id", [projectId]);
    const repositoryIds = await unsharedRepositories(trx, projectId);
    let total = 0;
    for (const table of ['actions', 'github_issue_mappings', 'github_sync_logs', 'action_events']) total += await countRows(trx, table, 'project_id = ?', [projectId]);
    const taskId = await createTask(trx, parts.vault, { kind: 'delete-project', projectId, ...(integration && { integrationId: integration.id }), total, subject: { actions: 'delete', repositoryIds } });
    // Nobody is in it any more: to everybody it does not exist.
    for (const table of ['members', 'invitations', 'api_tokens']) await run(trx, `DELETE FROM ${table} WHERE project_id = ?`, [projectId]);
    await run(trx, "UPDATE projects SET name = 'Deleted project' WHERE id = ?", [projectId]);
    await planTask(parts, taskId, trx);
    await writeAudit(trx, { actor, event: 'project.deleted', projectId, detail: { task: taskId } });
    return taskId;
  });
}

/** The cursor is the table that goes on. */
async function forgetTables(trx: Queryable, { task }: StepContext): Promise<Batch> {
  const tables = await tablesOfProjects(trx);
  const table = task.cursor === '' ? tables[0] : tables.find((name) => name >= task.cursor);
  if (table === undefined) return { cursor: null };
  const { gone, more } = await deleteSome(trx, table, 'project_id = ?', [task.projectId]);
  const next = tables[tables.indexOf(table) + 1];
  return { cursor: more ? table : (next ?? null), done: gone, removed: gone === 0 ? {} : { [table.replaceAll('_', ' ')]: gone } };
}

async function forgetProject(trx: Queryable, { task: { id, projectId, removed } }: StepContext): Promise<Batch> {
  await emptyAuditOf(trx, 'project_id = ?', [projectId]);
  await run(trx, 'DELETE FROM projects WHERE id = ?', [projectId]);
  await writeAudit(trx, { actor: { kind: 'system' }, event: 'erased', projectId, detail: { task: id, kind: 'project', removed } });
  return { cursor: null, removed: { projects: 1 } };
}

/** The lines stay, and say nothing but who did what kind of thing, by number. */
export async function emptyAuditOf(trx: Queryable, where: string, bindings: readonly unknown[]): Promise<number> {
  await run(trx, "SELECT set_config('lockstep.erasing', 'on', true)");
  const emptied = await rows(trx, `UPDATE audit_log SET detail = '{"erased": true}' WHERE ${where} AND detail <> '{"erased": true}' RETURNING 1`, bindings);
  await run(trx, "SELECT set_config('lockstep.erasing', '', true)");
  return emptied.length;
}

export const deleteProjectSteps: readonly Step[] = [...disconnectSteps, { name: 'tables', run: forgetTables }, { name: 'project', run: forgetProject }];

