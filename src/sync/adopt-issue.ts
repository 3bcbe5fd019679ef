/** Pairs an action with the issue that was made for it. */
import type { FieldValues } from '../core/action.ts';
import { readIssue } from '../core/derive.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { ActionRow } from '../store/actions.ts';
import { insertActionEvents, lockActions } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { databaseTime } from '../store/db.ts';
import type { IssueCreation } from '../store/issue-creations.ts';
import { findCreation, finishCreation } from '../store/issue-creations.ts';
import { announce } from '../store/live.ts';
import { findMapping, insertMappings, lockIssues, mappingsOfIssues, tombstonesOf, updateMapping, type EditTimes, type Mapping } from '../store/mappings.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import { apply } from './apply.ts';
import type { Creating } from './creating.ts';
import { releaseIssue } from './delete-action.ts';
import { settingsOf } from './engine.ts';
import { logEntry } from './log-entry.ts';
import { releaseHeld } from './release-held.ts';

/**
 * Ends a creation with its issue. What a new issue could not hold (a closed status, people GitHub did
 * not take, edits made meanwhile) goes with the push that follows.
 * @param sentence what was decided, where a person should know; null for GitHub's plain answer
 */
export async function adoptIssue(work: Creating, actionId: number, issue: IssueSnapshot, sentence: string | null): Promise<void> {
  const { engine, link } = work;
  await engine.db.transaction(async (trx) => {
    await lockIssues(trx, link.projectId, [issue.id]);
    const action = (await lockActions(trx, [actionId])).get(actionId);
    const creation = await findCreation(trx, actionId);
    const taken = (await mappingsOfIssues(trx, link.projectId, [issue.id])).has(issue.id);
    if (!action || taken || !creation || !(await finishCreation(trx, actionId, issue.id, sentence))) return;
    const mapping = await pair(work, trx, action, creation, issue, sentence);
    // Deleted or transferred before we knew that it was ours, and that event found nobody to tell: a read finds out where it is.
    if ((await tombstonesOf(trx, [issue.id])).has(issue.id)) await engine.jobs.send('refresh', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
    else await settle(work, trx, mapping, action, creation, issue);
    await announce(trx, link.projectId, { actionIds: [actionId] });
  });
  await releaseHeld(work, actionId);
}

async function pair({ link, cause, note = null }: Creating, trx: Queryable, action: ActionRow, creation: IssueCreation, issue: IssueSnapshot, sentence: string | null): Promise<Mapping> {
  const [mappingId] = await insertMappings(trx, link, [{ issue, actionId: action.id, base: baseFor(issue, creation, settingsOf(link)) }]);
  const mapping = (await findMapping(trx, mappingId as number)) as Mapping;
  await insertActionEvents(trx, [{
    projectId: link.projectId, actionId: action.id, version: action.version, kind: 'linked', side: 'lockstep', actor: null,
    changes: { issue: { from: null, to: `${link.owner}/${link.name}#${issue.number}` }, ...(sentence !== null && { decision: { from: null, to: sentence } }) },
  }]);
  await insertSyncLogs(trx, [logEntry(link, cause, {
    mappingId: mapping.id, actionId: action.id, issueNumber: issue.number, direction: 'push', outcome: 'created', error: sentence ?? note,
  })]);
  return mapping;
}

async function settle({ engine, link, cause }: Creating, trx: Queryable, mapping: Mapping, action: ActionRow, creation: IssueCreation, issue: IssueSnapshot): Promise<void> {
  const settings = settingsOf(link);
  if (action.archivedReason === 'deleted') return releaseIssue(trx, engine.jobs, mapping, settings.deletedActions, null);
  const applied = await apply({ trx, link, settings, cause, mapping, action, issue });
  if (!applied.outgoing) return;
  // What a new issue could not hold is as much the wish of who asked for it.
  await updateMapping(trx, mapping.id, { edited: await editsOf(trx, applied.outgoing, creation) });
  await engine.jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
}

async function editsOf(trx: Queryable, outgoing: FieldValues, { askedBy }: IssueCreation): Promise<EditTimes> {
  const at = await databaseTime(trx);
  return Object.fromEntries(Object.keys(outgoing).map((field) => [field, { at, by: askedBy }]));
}

/**
 * What both sides agreed on: GitHub's answer, so that what it dropped is asked for again. Where the
 * issue has been touched since, it is what was sent: the difference is somebody's edit and not ours.
 */
function baseFor(issue: IssueSnapshot, { asked }: IssueCreation, settings: IntegrationSettings): FieldValues {
  const shown = readIssue(issue, settings);
  return issue.updatedAt === issue.createdAt ? shown : { ...shown, ...asked };
}
