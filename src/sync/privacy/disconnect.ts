/**
 * Ends the connection of a project to GitHub: settings, links, mappings, their conflicts, the sync log
 * and the deliveries of repositories that nobody else has linked. Its actions stay with their history,
 * or go, as the lead chose.
 */
import { z } from 'zod';
import { writeAudit, type AuditActor } from '../../store/audit.ts';
import type { Db, Queryable } from '../../store/db.ts';
import { row, rows, run } from '../../store/db.ts';
import { lockPairs } from '../../store/locks.ts';
import { countRows, deleteSome } from '../../store/delete-rows.ts';
import { refuseWhileEnding } from '../../store/ending.ts';
import { endPairs } from '../../store/end-pairs.ts';
import { announce } from '../../store/live.ts';
import { createTask } from '../../store/privacy-tasks.ts';
import { linksOfProject, setIntegrationState } from '../../store/projects.ts';
import { planTask, type Batch, type PrivacyParts, type Step, type StepContext } from './parts.ts';

export type ActionsChoice = 'keep' | 'delete';

/** What goes, before anything does. */
export interface DisconnectPreview {
  repositories: string[];
  /** Actions with an issue: they stay, or go, as is chosen. */
  actions: number;
  mappings: number;
  conflicts: number;
  /** Edits that GitHub has not got yet: it never will. */
  pending: number;
  syncLog: number;
  deliveries: number;
}

const subjectShape = z.object({ actions: z.enum(['keep', 'delete']), repositoryIds: z.array(z.number()) });

/** @returns null where the project has no integration */
export async function previewDisconnect(db: Db, projectId: number, hidden: readonly number[] = []): Promise<DisconnectPreview | null> {
  if ((await integrationOf(db, projectId)) === null) return null;
  const links = await linksOfProject(db, projectId);
  const ids = await unsharedRepositories(db, projectId);
  const count = (table: string, where = 'true'): Promise<number> => countRows(db, table, `project_id = ? AND ${where}`, [projectId]);
  return {
    repositories: links.filter(({ repositoryId }) => !hidden.includes(repositoryId)).map(({ owner, name }) => `${owner}/${name}`),
    actions: await countRows(db, 'actions', 'project_id = ? AND EXISTS (SELECT 1 FROM github_issue_mappings m WHERE m.action_id = actions.id)', [projectId]),
    mappings: await count('github_issue_mappings'),
    conflicts: await count('conflicts', 'resolved_at IS NULL'),
    pending: await count('github_issue_mappings', 'pending'),
    syncLog: await count('github_sync_logs'),
    deliveries: await countRows(db, 'deliveries', 'repository_id = ANY(?)', [ids]),
  };
}

/** Stops the sync at once and plans the rest. @returns null where there is no integration @throws ProjectEnding */
export async function beginDisconnect(parts: Pick<PrivacyParts, 'db' | 'jobs' | 'vault'>, actor: AuditActor, projectId: number, actions: ActionsChoice): Promise<number | null> {
  return parts.db.transaction(async (trx) => {
    await refuseWhileEnding(trx, projectId);
    const integrationId = await integrationOf(trx, projectId);
    if (integrationId === null) return null;
    await setIntegrationState(trx, integrationId, 'paused', 'It is being disconnected from GitHub.');
    const repositoryIds = await unsharedRepositories(trx, projectId);
    const total = await countRows(trx, 'github_issue_mappings', 'project_id = ?', [projectId]) + await countRows(trx, 'github_sync_logs', 'project_id = ?', [projectId]);
    const taskId = await createTask(trx, parts.vault, { kind: 'disconnect', projectId, integrationId, total, subject: { actions, repositoryIds } });
    await planTask(parts, taskId, trx);
    await writeAudit(trx, { actor, event: 'integration.disconnected', projectId, detail: { task: taskId, actions, repositories: repositoryIds.length } });
    await announce(trx, projectId, { repositoryIds: (await linksOfProject(trx, projectId)).map(({ repositoryId }) => repositoryId) });
    return taskId;
  });
}

async function integrationOf(db: Queryable, projectId: number): Promise<number | null> {
  return (await row<{ id: number }>(db, 'SELECT id FROM github_integrations WHERE project_id = ? ORDER BY id LIMIT 1', [projectId]))?.id ?? null;
}

/** Repositories that no other project has linked: nobody needs what is kept of them. */
export async function unsharedRepositories(db: Queryable, projectId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT DISTINCT repository_id AS id FROM github_integration_repositories l WHERE project_id = ?
        AND NOT EXISTS (SELECT 1 FROM github_integration_repositories o WHERE o.repository_id = l.repository_id AND o.project_id <> l.project_id) ORDER BY 1`,
    [projectId],
  );
  return found.map(({ id }) => id);
}

const PAIRS_AT_ONCE = 200;

/** Pairs in the order of their actions' ids, whose rows are locked first, as everywhere in the engine. */
async function forgetPairs(trx: Queryable, { task, subject }: StepContext): Promise<Batch> {
  const { actions } = subjectShape.parse(subject);
  const ids = await lockPairs(trx, 'm.project_id = ? AND a.id > ?', [task.projectId, Number(task.cursor)], PAIRS_AT_ONCE);
  const last = ids.at(-1);
  if (last === undefined) return { cursor: null };
  await endPairsOf(trx, task.projectId, ids, actions);
  return { cursor: String(last), done: ids.length, removed: { mappings: ids.length, ...(actions === 'delete' && { actions: ids.length }) } };
}

/** @param ids of actions, locked */
async function endPairsOf(trx: Queryable, projectId: number | null, ids: readonly number[], actions: ActionsChoice): Promise<void> {
  if (actions === 'delete') {
    await run(trx, 'DELETE FROM action_events WHERE action_id = ANY(?)', [[...ids]]);
    await run(trx, 'DELETE FROM actions WHERE id = ANY(?)', [[...ids]]);
  } else await endPairs(trx, 'm.action_id = ANY(?)', [[...ids]], true);
  await announce(trx, projectId ?? 0, { actionIds: ids });
}

async function forgetLogs(trx: Queryable, { task }: StepContext): Promise<Batch> {
  const { gone, more } = await deleteSome(trx, 'github_sync_logs', 'project_id = ?', [task.projectId]);
  return { cursor: more ? 'more' : null, done: gone, removed: { 'sync log': gone } };
}

/** GUIDs stay until they are pruned, so that no delivery is taken for a new one. */
async function forgetDeliveries(trx: Queryable, { subject }: StepContext): Promise<Batch> {
  const { repositoryIds } = subjectShape.parse(subject);
  const { gone, more } = await deleteSome(trx, 'deliveries', 'repository_id = ANY(?)', [await stillUnlinked(trx, repositoryIds)], 500);
  return { cursor: more ? 'more' : null, removed: { deliveries: gone } };
}

/** Settings and what was made with them: dry runs hold titles and people, alerts and their messages name repositories. */
const OF_THE_CONNECTION = ['verifications', 'previews', 'integration_drafts', 'settings_confirmations', 'alerts', 'outgoing_deliveries', 'github_integrations'] as const;

/** Of what is left, nothing is many. */
async function forgetTheRest(trx: Queryable, { task, subject }: StepContext): Promise<Batch> {
  const { projectId } = task;
  const { actions, repositoryIds } = subjectShape.parse(subject);
  // What was being taken in as the task began.
  await endPairsOf(trx, projectId, await lockPairs(trx, 'm.project_id = ?', [projectId]), actions);
  for (const table of OF_THE_CONNECTION) await run(trx, `DELETE FROM ${table} WHERE project_id = ?`, [projectId]);
  const unlinked = await stillUnlinked(trx, repositoryIds);
  for (const table of ['noted_pull_requests', 'repository_access', 'repository_names']) await run(trx, `DELETE FROM ${table} WHERE repository_id = ANY(?)`, [unlinked]);
  await announce(trx, projectId ?? 0, { repositoryIds });
  return { cursor: null, removed: { integrations: 1, repositories: repositoryIds.length } };
}

/** Linked by nobody else since it began; our own links stand until the last step. */
async function stillUnlinked(trx: Queryable, ids: readonly number[]): Promise<number[]> {
  const found = await rows<{ id: number }>(
    trx,
    `SELECT id FROM unnest(?::bigint[]) AS id WHERE NOT EXISTS (
       SELECT 1 FROM github_integration_repositories l JOIN github_integrations i ON i.id = l.integration_id
        WHERE l.repository_id = id AND NOT EXISTS (SELECT 1 FROM privacy_tasks t WHERE t.integration_id = i.id AND t.state IN ('waiting', 'running')))`,
    [[...ids]],
  );
  return found.map(({ id }) => id);
}

export const disconnectSteps: readonly Step[] = [
  { name: 'pairs', run: forgetPairs },
  { name: 'logs', run: forgetLogs },
  { name: 'deliveries', run: forgetDeliveries },
  { name: 'rest', run: forgetTheRest },
];

