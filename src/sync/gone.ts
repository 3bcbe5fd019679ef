/** Issues that went away, by GitHub's word or by the answer to one of our calls. */
import type { GitHubError } from '../github/errors.ts';
import { insertActionEvents, lockActions } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { addTombstone, detachMapping, findMapping, lockIssues, mappingsOfIssueEverywhere, updateMapping } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import type { Cause, Engine } from './engine.ts';
import { logEntry } from './log-entry.ts';

const REASONS = {
  deleted: 'The issue was deleted on GitHub; the action stays here and is no longer synced.',
  transferred: 'The issue was transferred to another repository; the action stays here and is no longer synced.',
  discussion: 'The issue was turned into a discussion; the action stays here and is no longer synced.',
} as const;

export type GoneReason = keyof typeof REASONS;

/** Ends the sync of an issue in every project that has it. Events about it that come later change nothing. */
export async function issueGone(engine: Engine, issue: { id: number; number: number; repositoryId: number }, reason: GoneReason, cause: Cause): Promise<number> {
  return engine.db.transaction(async (trx) => {
    await addTombstone(trx, issue.id, issue.repositoryId, reason);
    const mappings = await mappingsOfIssueEverywhere(trx, issue.id);
    for (const mapping of mappings) await detach(trx, mapping, reason, cause);
    return mappings.length;
  });
}

async function detach(trx: Queryable, { id, projectId, actionId, issueId }: Mapping, reason: GoneReason, cause: Cause): Promise<void> {
  await lockIssues(trx, projectId, [issueId]);
  const action = (await lockActions(trx, [actionId])).get(actionId);
  const mapping = await findMapping(trx, id);
  if (!action || mapping?.state !== 'live') return;
  await detachMapping(trx, id, REASONS[reason]);
  await insertActionEvents(trx, [{
    projectId, actionId, version: action.version, kind: 'detached', side: 'github', actor: cause.actor, changes: {}, deliveryGuid: cause.deliveryGuid,
  }]);
  await insertSyncLogs(trx, [logEntry({ projectId, integrationId: mapping.integrationId, repositoryId: mapping.repositoryId }, cause, {
    mappingId: id, actionId, issueNumber: mapping.issueNumber, direction: 'pull', outcome: 'detached', error: REASONS[reason],
  })]);
  await announce(trx, projectId, { actionIds: [actionId] });
}

/** Gives a call that can never succeed its defined outcome: the sync of a gone issue ends, anything else is shown on the action. */
export async function issueUnreachable(engine: Engine, mapping: Mapping, link: Link, error: GitHubError, cause: Cause): Promise<void> {
  const issue = { id: mapping.issueId, number: mapping.issueNumber, repositoryId: mapping.repositoryId };
  if (error.code === 'gone') return void (await issueGone(engine, issue, 'deleted', cause));
  if (error.code === 'moved') return void (await issueGone(engine, issue, 'transferred', cause));
  await engine.db.transaction(async (trx) => {
    await lockActions(trx, [mapping.actionId]);
    await updateMapping(trx, mapping.id, { pending: false, pushing: null, error: error.message });
    await insertSyncLogs(trx, [logEntry(link, cause, {
      mappingId: mapping.id, actionId: mapping.actionId, issueNumber: mapping.issueNumber, direction: cause.trigger === 'push' ? 'push' : 'pull',
      outcome: 'failed', error: error.message,
    })]);
    await announce(trx, link.projectId, { actionIds: [mapping.actionId] });
  });
}
