/** Ends the sync of a pair because its issue is out of reach for good; the action stays. */
import { insertActionEvents, lockActions } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { addTombstone, detachMapping, findMapping, lockIssues } from '../store/mappings.ts';
import { linksOfRepository } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import type { Cause } from './engine.ts';
import { logEntry } from './log-entry.ts';

const REASONS = {
  deleted: 'The issue was deleted on GitHub; the action stays here and is no longer synced.',
  transferred: 'The issue was transferred to a repository that this project has not linked; the action stays here and is no longer synced.',
  discussion: 'The issue was turned into a discussion; the action stays here and is no longer synced.',
} as const;

export type GoneReason = keyof typeof REASONS;

export interface GoneIssue {
  id: number;
  number: number;
  repositoryId: number;
}

/** From its commit on nobody takes the issue in. Who does at this moment, told of it late, is waited for, or waits and finds it gone. */
export async function entomb(trx: Queryable, { id, repositoryId }: GoneIssue, reason: GoneReason): Promise<void> {
  for (const { projectId } of await linksOfRepository(trx, repositoryId)) await lockIssues(trx, projectId, [id]);
  await addTombstone(trx, id, repositoryId, reason);
}

/** @returns false where it had ended before */
export async function detach(trx: Queryable, { id, projectId, actionId, issueId }: Mapping, reason: GoneReason, cause: Cause): Promise<boolean> {
  await lockIssues(trx, projectId, [issueId]);
  const action = (await lockActions(trx, [actionId])).get(actionId);
  const mapping = await findMapping(trx, id);
  if (!action || !mapping || mapping.state === 'detached') return false;
  await detachMapping(trx, id, REASONS[reason]);
  await insertActionEvents(trx, [{
    projectId, actionId, version: action.version, kind: 'detached', side: 'github', actor: cause.actor, changes: {}, deliveryGuid: cause.deliveryGuid,
  }]);
  await insertSyncLogs(trx, [logEntry({ projectId, integrationId: mapping.integrationId, repositoryId: mapping.repositoryId }, cause, {
    mappingId: id, actionId, issueNumber: mapping.issueNumber, direction: 'pull', outcome: 'detached', error: REASONS[reason],
  })]);
  await announce(trx, projectId, { actionIds: [actionId] });
  return true;
}
