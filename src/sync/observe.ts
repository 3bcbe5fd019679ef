/**
 * What GitHub says of issues, taken into the actions. Webhooks are hints and may come in any order,
 * twice, or never; GitHub is the truth (I3). What is surely newer than everything seen is applied;
 * anything else that differs is read again.
 */
import type { FieldValues } from '../core/action.ts';
import type { IssueEvent, LastChanges } from '../core/last-changes.ts';
import { readIssue } from '../core/derive.ts';
import { bareStatus } from '../core/fields/status.ts';
import { admits } from '../core/filters.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { ActionEvent, ActionRow } from '../store/actions.ts';
import { insertActionEvents, insertActions, lockActionsOfIssues, setArchived } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { databaseTime } from '../store/db.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { insertMappings, lockIssues, mappingsOfIssues, tombstonesOf, updateMapping } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import type { SyncLogEntry } from '../store/sync-logs.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import { apply } from './apply.ts';
import type { RuledWrite } from '../store/brakes.ts';
import { isAskedFor, lossOf, pushOrBrake } from './brake.ts';
import type { Cause, Engine } from './engine.ts';
import { settingsOf } from './engine.ts';
import { isSameAsSeen } from './freshness.ts';
import { holdOwnIssues } from './hold-issues.ts';
import { logEntry } from './log-entry.ts';

export interface Observation {
  issue: IssueSnapshot;
  /**
   * The mapping's `seen` when our own read of the issue began. If it still stands, nothing was
   * learned meanwhile and the read is the truth, whatever its times say. Absent for hints.
   */
  seenBefore?: number;
  /** Who changed fields on GitHub and when, where that was asked. */
  lastChanges?: LastChanges;
  /** What the webhook that brought it says happened to it. */
  told?: readonly IssueEvent[];
  /** A hint that may show the issue between two steps of one write: its time says nothing. */
  passing?: boolean;
}

export interface Observed {
  created: number;
  changed: number;
  /** Nothing new: an echo, a duplicate, something older that agrees. */
  inStep: number;
  /** Differs, but may be older than what was seen: will be read again. */
  doubtful: number;
  /** Known to be deleted or transferred, or no longer synced. */
  gone: number;
  /** Kept out, or archived, by the integration's filters. */
  filtered: number;
  /** May be the issue of an action that is being created: waits for the decision. */
  undecided: number;
}

interface Work {
  engine: Engine;
  trx: Queryable;
  link: Link;
  settings: IntegrationSettings;
  cause: Cause;
  /** Writes that no person's edit asked for. */
  ruled: RuledWrite[];
}

/**
 * Takes observations of issues of one link into the project, in the caller's transaction.
 * Everything that touches one of these issues meanwhile waits for its end.
 */
export async function observeIssues(engine: Engine, trx: Queryable, link: Link, observations: readonly Observation[], cause: Cause): Promise<Observed> {
  const work: Work = { engine, trx, link, settings: settingsOf(link), cause, ruled: [] };
  const issueIds = observations.map(({ issue }) => issue.id);
  await lockIssues(trx, link.projectId, issueIds);
  const actions = await lockActionsOfIssues(trx, link.projectId, issueIds);
  const mappings = await mappingsOfIssues(trx, link.projectId, issueIds);
  const tombstones = await tombstonesOf(trx, issueIds);
  const asOf = await databaseTime(trx);
  const observed: Observed = { created: 0, changed: 0, inStep: 0, doubtful: 0, gone: 0, filtered: 0, undecided: 0 };

  const fresh: IssueSnapshot[] = [];
  for (const observation of observations) {
    const mapping = mappings.get(observation.issue.id);
    if (mapping) observed[await meet(work, observation, mapping, actions.get(mapping.actionId) as ActionRow)] += 1;
    else if (tombstones.has(observation.issue.id)) observed.gone += 1;
    else if (admits(observation.issue, work.settings, asOf).admitted) fresh.push(observation.issue);
    else observed.filtered += 1;
  }
  const ready = await holdOwnIssues(engine, trx, link, fresh);
  observed.undecided = fresh.length - ready.length;
  observed.created = await create(work, ready);
  await pushOrBrake(trx, engine.jobs, link.integrationId, work.ruled);
  return observed;
}

async function meet(work: Work, { issue, seenBefore, lastChanges, told, passing = false }: Observation, mapping: Mapping, action: ActionRow): Promise<keyof Observed> {
  if (mapping.state === 'detached') return 'gone';
  const newer = !passing && Date.parse(issue.updatedAt) > mapping.issueUpdatedAt.getTime();
  if (!newer && seenBefore !== mapping.seen) {
    // Under other settings than it was last merged under, more than its reading may differ.
    if (mapping.settingsVersion === work.link.settingsVersion && isSameAsSeen(readIssue(issue, work.settings), mapping.base)) {
      if (mapping.state === 'parked') await revive(work, mapping.id);
      return 'inStep';
    }
    return doubt(work, mapping);
  }
  const applied = await apply({ ...work, mapping, action, issue, ...(lastChanges && { lastChanges }), ...(told && { told }) });
  if (applied.unasked) return doubt(work, mapping);
  const admitted = admits(issue, work.settings, issue.updatedAt, true).admitted;
  await followFilter(work, action, admitted);
  if (!admitted) return 'filtered';
  if (applied.outgoing && isAskedFor(applied.outgoing, mapping.edited)) {
    await work.engine.jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id) }, work.trx);
  } else if (applied.patch && mapping.calledOffAt === null) work.ruled.push({ mappingId: mapping.id, loss: lossOf(applied.patch) });
  return applied.changed ? 'changed' : 'inStep';
}

async function doubt({ engine, trx }: Work, { id }: Mapping): Promise<'doubtful'> {
  await engine.jobs.send('refresh', { mappingId: id }, { key: String(id) }, trx);
  return 'doubtful';
}

/** In reach again, though nothing changed: what waited is tried once more. */
async function revive({ engine, trx }: Work, mappingId: number): Promise<void> {
  await updateMapping(trx, mappingId, { state: 'live', pending: true });
  await engine.jobs.send('push', { mappingId }, { key: String(mappingId) }, trx);
}

/** An issue that leaves the filter has its action archived; it comes back when the issue does. Nothing is deleted. */
async function followFilter({ trx, link, cause }: Work, action: ActionRow, admitted: boolean): Promise<void> {
  const isOut = action.archivedReason === 'filter';
  if (admitted ? !isOut : action.archivedAt !== null) return;
  const version = await setArchived(trx, action.id, admitted ? null : 'filter');
  await insertActionEvents(trx, [{
    projectId: link.projectId, actionId: action.id, version, kind: admitted ? 'unarchived' : 'archived', side: 'github',
    actor: cause.actor, changes: {}, deliveryGuid: cause.deliveryGuid,
  }]);
  await announce(trx, link.projectId, { actionIds: [action.id] });
}

/** Makes actions of issues met for the first time, all in a few statements. */
async function create(work: Work, issues: readonly IssueSnapshot[]): Promise<number> {
  if (issues.length === 0) return 0;
  const { trx, link, settings, cause } = work;
  // Every action has a status, also where GitHub does not say what refines it.
  const values = issues.map((issue): FieldValues => ({ status: bareStatus(issue, settings), ...readIssue(issue, settings) }));
  const actionIds = await insertActions(
    trx,
    link.projectId,
    issues.map((issue, index) => ({ values: values[index] as FieldValues, createdAt: issue.createdAt, updatedAt: issue.updatedAt })),
  );
  const pairs = issues.map((issue, index) => ({ issue, actionId: actionIds[index] as number, base: values[index] as FieldValues }));
  const mappingIds = await insertMappings(trx, link, pairs);
  await insertActionEvents(trx, pairs.map(({ issue, actionId }): ActionEvent => ({
    projectId: link.projectId, actionId, version: 1, kind: 'created', side: 'github',
    actor: cause.actor ?? issue.author?.login ?? null, changes: {}, deliveryGuid: cause.deliveryGuid,
  })));
  await insertSyncLogs(trx, pairs.map(({ issue, actionId }, index): SyncLogEntry =>
    logEntry(link, cause, { mappingId: mappingIds[index] as number, actionId, issueNumber: issue.number, direction: 'pull', outcome: 'created' })));
  await announce(trx, link.projectId, { actionIds });
  return issues.length;
}
