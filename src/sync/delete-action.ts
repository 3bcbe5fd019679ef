/** Deleting an action: it leaves every list and stays in the history; what becomes of its issue is the lead's choice. */
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssuePatch } from '../core/patch.ts';
import { emptyPatch } from '../core/patch.ts';
import { GitHubError } from '../github/errors.ts';
import { writeIssue } from '../github/write-issue.ts';
import type { ActionRow } from '../store/actions.ts';
import { insertActionEvents, lockActions, setArchived } from '../store/actions.ts';
import { liftIdleBrake } from '../store/brakes.ts';
import type { Queryable } from '../store/db.ts';
import { beginClosing, endClosing, findClosing, reattachMapping } from '../store/deletions.ts';
import { dropCreation } from '../store/issue-creations.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { detachMapping, findMapping, mappingOfAction, tombstonesOf, updateMapping } from '../store/mappings.ts';
import { findLink } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import type { Jobs } from '../queue/boss.ts';
import { pushOrBrake } from './brake.ts';
import { repositoryOf } from './creating.ts';
import type { EditOutcome, Editor } from './edit.ts';
import type { Cause, Engine } from './engine.ts';
import { settingsOf } from './engine.ts';
import { giveUp } from './give-up.ts';
import { logEntry } from './log-entry.ts';
import { writeBarrier } from './reach.ts';
import { writeAs } from './write-as.ts';

type Policy = IntegrationSettings['deletedActions'];

const DELETED: Record<Exclude<Policy, 'leave'>, string> = {
  detach: 'The action was deleted here; the issue stays as it is and is no longer synced.',
  close: 'The action was deleted here; the issue is closed as not planned and no longer synced.',
};

export interface Deletion {
  actionId: number;
  /** The version the person saw; undefined deletes whatever it is now. */
  expectedVersion?: number;
  actor: string;
}

/** Deletes an action; its pair with the issue is kept, so that no later pull makes a new action of it. */
export async function deleteAction({ db, jobs }: Editor, { actionId, expectedVersion, actor }: Deletion): Promise<EditOutcome> {
  return db.transaction(async (trx) => {
    const action = (await lockActions(trx, [actionId])).get(actionId);
    if (!action || action.archivedReason === 'deleted') return { outcome: 'missing' };
    if (expectedVersion !== undefined && expectedVersion !== action.version) return { outcome: 'stale', version: action.version };
    const mapping = await mappingOfAction(trx, actionId);
    const settings = mapping && (await settingsFor(trx, mapping));
    const policy = settings?.deletedActions ?? 'detach';
    const ends = mapping?.state !== 'detached' && policy !== 'leave' ? mapping : undefined;
    // What was called off stays so, should the action come back: nobody gives it up of a pair that has ended.
    if (ends && ends.calledOffAt !== null) await giveUp(trx, jobs, { mapping: ends, action, settings: settings ?? null });
    const version = await setArchived(trx, actionId, 'deleted');
    await writeEvent(trx, action, version, 'deleted', actor);
    await dropCreation(trx, actionId);
    if (ends) await releaseIssue(trx, jobs, ends, policy, actor);
    await announce(trx, action.projectId, { actionIds: [actionId] });
    return { outcome: 'updated', version };
  });
}

async function settingsFor(trx: Queryable, { integrationId, repositoryId }: Mapping): Promise<IntegrationSettings | null> {
  const link = integrationId === null ? undefined : await findLink(trx, integrationId, repositoryId);
  return link ? settingsOf(link) : null;
}

/** Does with the issue of a deleted action what the lead chose. @param by login of who deleted it, where that is known */
export async function releaseIssue(trx: Queryable, jobs: Jobs, mapping: Mapping, policy: Policy, by: string | null): Promise<void> {
  if (policy === 'leave') return;
  await detachMapping(trx, mapping.id, DELETED[policy]);
  if (mapping.braked && mapping.integrationId !== null) await liftIdleBrake(trx, mapping.integrationId);
  if (policy !== 'close') return;
  await beginClosing(trx, mapping.id, by);
  await jobs.send('close', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
}

/**
 * Closes the issue of a deleted action as not planned; may be repeated.
 * @throws GitHubError that may be retried
 */
export async function closeIssue(engine: Engine, mappingId: number, cause: Cause): Promise<void> {
  const mapping = await findMapping(engine.db, mappingId);
  const closing = await findClosing(engine.db, mappingId);
  if (!closing || !mapping || mapping.integrationId === null) return;
  const link = await findLink(engine.db, mapping.integrationId, mapping.repositoryId);
  // What cannot be written now keeps its mark and is closed when it can.
  if (!link || writeBarrier(link) !== null) return;
  const entry = { mappingId, actionId: mapping.actionId, issueNumber: mapping.issueNumber, direction: 'push' as const };
  try {
    const patch: IssuePatch = { ...emptyPatch(), state: 'closed', stateReason: 'not_planned' };
    const { note } = await writeAs(engine, link, closing.by, (client) => writeIssue(client, repositoryOf(link), mapping.issueNumber, patch), ({ issue }) => issue.state === 'closed');
    await engine.db.transaction(async (trx) => {
      await endClosing(trx, mappingId, DELETED.close);
      await insertSyncLogs(trx, [logEntry(link, cause, { ...entry, outcome: 'changed', error: note })]);
    });
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    await engine.db.transaction(async (trx) => {
      await endClosing(trx, mappingId, `The action was deleted here, but its issue could not be closed: ${error.message}`);
      await insertSyncLogs(trx, [logEntry(link, cause, { ...entry, outcome: 'failed', error: error.message })]);
    });
  }
}

/** Brings a deleted action back; where its issue still is, the two are brought in step again. */
export async function undeleteAction({ db, jobs }: Editor, actionId: number, actor: string): Promise<EditOutcome> {
  return db.transaction(async (trx) => {
    const action = (await lockActions(trx, [actionId])).get(actionId);
    if (action?.archivedReason !== 'deleted') return { outcome: 'missing' };
    const version = await setArchived(trx, actionId, null);
    await writeEvent(trx, action, version, 'unarchived', actor);
    const mapping = await mappingOfAction(trx, actionId);
    const gone = mapping && (await tombstonesOf(trx, [mapping.issueId])).has(mapping.issueId);
    // Of a repository that is not linked, it comes back with the link.
    if (mapping && !gone && mapping.integrationId !== null) {
      const waits = await reattachMapping(trx, mapping.id);
      await updateMapping(trx, mapping.id, { pending: true, error: null });
      // What no edit asked for needs a person's word as before.
      if (waits) await pushOrBrake(trx, jobs, mapping.integrationId, [waits]);
      else await jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
    }
    await announce(trx, action.projectId, { actionIds: [actionId] });
    return { outcome: 'updated', version };
  });
}

async function writeEvent(trx: Queryable, { id, projectId }: ActionRow, version: number, kind: 'deleted' | 'unarchived', actor: string): Promise<void> {
  await insertActionEvents(trx, [{ projectId, actionId: id, version, kind, side: 'lockstep', actor, changes: {} }]);
}
