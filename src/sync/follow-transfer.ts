/**
 * An issue that was transferred gets a new id, number and repository. Its action follows to a
 * repository that the same project has linked, whichever event or answer tells of it first; elsewhere
 * the pair ends and the action stays.
 */
import type { IssueSnapshot } from '../core/snapshot.ts';
import { GitHubError, IssueMoved } from '../github/errors.ts';
import { readIssueAt } from '../github/read-issues.ts';
import type { ActionRow } from '../store/actions.ts';
import { insertActionEvents, lockActions, setArchived } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { endPairs } from '../store/end-pairs.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { findMapping, lockIssues, mappingsOfIssueEverywhere, mappingsOfIssues } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { linksOfProject } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import { isUntouched, repointMapping } from '../store/transfers.ts';
import type { Cause, Engine } from './engine.ts';
import type { GoneIssue } from './detach.ts';
import { detach, entomb } from './detach.ts';
import { logEntry } from './log-entry.ts';

export interface Followed {
  followed: number;
  detached: number;
}

/**
 * @param from the issue as it was; events about it that come later change nothing
 * @param to the issue at its new place; null where it is out of the App's reach
 */
export async function followTransfer(engine: Engine, from: GoneIssue, to: IssueSnapshot | null, cause: Cause): Promise<Followed> {
  await engine.db.transaction((trx) => entomb(trx, from, 'transferred'));
  const outcome: Followed = { followed: 0, detached: 0 };
  for (const { id, projectId } of await mappingsOfIssueEverywhere(engine.db, from.id)) {
    await engine.db.transaction(async (trx) => {
      const link = to && (await linksOfProject(trx, projectId)).find(({ repositoryId }) => repositoryId === to.repositoryId);
      await lockIssues(trx, projectId, [from.id, ...(to ? [to.id] : [])]);
      const mapping = await findMapping(trx, id);
      // Followed by somebody else meanwhile.
      if (mapping?.issueId !== from.id) return;
      if (to && link) outcome.followed += Number(await move(engine, trx, mapping, link, to, cause));
      else outcome.detached += Number(await detach(trx, mapping, 'transferred', cause));
    });
  }
  return outcome;
}

/** Transfers of one issue that may follow each other before anybody looks. */
const HOPS = 10;

/** Where GitHub's redirect leads, as no event told of it. @returns null where the App does not reach it */
export async function readMoved(engine: Engine, link: Link, error: GitHubError): Promise<IssueSnapshot | null> {
  const client = await engine.github.asInstallation(link.installationId);
  let place = error instanceof IssueMoved ? error.target : null;
  for (let hop = 0; place !== null && hop < HOPS; hop += 1) {
    try {
      return await readIssueAt(client, place);
    } catch (thrown) {
      if (!(thrown instanceof GitHubError) || thrown.retryable) throw thrown;
      place = thrown instanceof IssueMoved ? thrown.target : null;
    }
  }
  return null;
}

async function move(engine: Engine, trx: Queryable, mapping: Mapping, link: Link, to: IssueSnapshot, cause: Cause): Promise<boolean> {
  const twin = (await mappingsOfIssues(trx, mapping.projectId, [to.id])).get(to.id);
  const actions = await lockActions(trx, [mapping.actionId, ...(twin ? [twin.actionId] : [])]);
  const action = actions.get(mapping.actionId);
  if (!action) return false;
  const other = twin && actions.get(twin.actionId);
  // Of two transfers in a row the redirect told at once: the action that is there has the issue's whole history, and this one met it on its way.
  if (twin && other && twin.actionId < action.id && twin.state !== 'detached') {
    await dissolve(trx, mapping, action, other, cause);
    await engine.jobs.send('refresh', { mappingId: twin.id }, { key: String(twin.id) }, trx);
    await announce(trx, mapping.projectId, { actionIds: [action.id, other.id] });
    return true;
  }
  if (twin) await dissolve(trx, twin, other, action, cause);
  await repointMapping(trx, mapping.id, link, to);
  const place = `${link.owner}/${link.name}#${to.number}`;
  await insertActionEvents(trx, [{
    projectId: mapping.projectId, actionId: action.id, version: action.version, kind: 'moved', side: 'github', actor: cause.actor,
    changes: { issue: { from: `#${mapping.issueNumber}`, to: place } }, deliveryGuid: cause.deliveryGuid,
  }]);
  await insertSyncLogs(trx, [logEntry(link, cause, {
    mappingId: mapping.id, actionId: action.id, issueNumber: to.number, direction: 'pull', outcome: 'changed', changes: { issue: { from: mapping.issueNumber, to: place } },
  })]);
  // The payload may be old by now, and labels may have been lost on the way: only a read tells.
  await engine.jobs.send('refresh', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
  if (mapping.pending) await engine.jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
  await announce(trx, mapping.projectId, { actionIds: [action.id, ...(twin ? [twin.actionId] : [])] });
  return true;
}

/** A pull or an event met the issue at its new place before anybody said that it had moved there, and made a second action of it (I7). */
async function dissolve(trx: Queryable, twin: Mapping, second: ActionRow | undefined, first: ActionRow, cause: Cause): Promise<void> {
  await endPairs(trx, 'm.id = ?', [twin.id]);
  if (!second) return;
  // What somebody wrote here is not taken away (I5): that action stays, without an issue.
  const untouched = await isUntouched(trx, second.id);
  const version = untouched ? await setArchived(trx, second.id, 'deleted') : second.version;
  await insertActionEvents(trx, [{
    projectId: second.projectId, actionId: second.id, version, kind: untouched ? 'deleted' : 'detached', side: 'github', actor: cause.actor,
    changes: { sameAs: { from: null, to: first.id } }, deliveryGuid: cause.deliveryGuid,
  }]);
}
