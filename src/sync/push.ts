/**
 * Pushes what an action has and its issue lacks: read the issue, merge, write only the difference,
 * remember the answer. A repeated push begins by reading, so it finds what an earlier one already
 * wrote, even where GitHub's answer was lost (I7), and our own write coming back as a webhook reads
 * as what was written (I6). No transaction is open while GitHub is called (I8).
 */
import { isDeepStrictEqual } from 'node:util';
import type { FieldValues } from '../core/action.ts';
import type { IssuePatch } from '../core/patch.ts';
import { baseAfterAnswer, judgeAnswer } from '../core/answer.ts';
import { catalogue } from '../core/fields/catalogue.ts';
import { equalValues } from '../core/merge/value.ts';
import { pushToKeep, type LastPush } from '../core/overwritten.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { labelLook } from '../core/label-look.ts';
import { applyStep, readingsOnTheWay } from '../core/steps.ts';
import { BudgetWait, GitHubError } from '../github/errors.ts';
import { readIssue } from '../github/read-issues.ts';
import { urgencyNow } from '../github/urgency.ts';
import { writeIssue } from '../github/write-issue.ts';
import type { ActionRow } from '../store/actions.ts';
import { lockActions } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { findMapping, updateMapping } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { findLink } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import { apply, type ApplyInput } from './apply.ts';
import { INTERACTIVE } from './edit.ts';
import type { Cause, Engine } from './engine.ts';
import { settingsOf } from './engine.ts';
import { readLastChanges } from './last-changes.ts';
import { giveUp } from './give-up.ts';
import { agreedSince } from './lost-answer.ts';
import { issueUnreachable, showBarrier } from './gone.ts';
import { logEntry } from './log-entry.ts';
import { whole } from './parts.ts';
import { pauseReason, writeBarrier } from './reach.ts';
import { editorOf, writeAs } from './write-as.ts';

/** Reads that others overtook before this push gives way and comes again. */
const READS = 5;

/** @throws GitHubError that may be retried; everything else ends with a reason on the mapping */
export async function pushMapping(engine: Engine, mappingId: number, cause: Cause): Promise<void> {
  const mapping = await findMapping(engine.db, mappingId);
  // A push whose answer was lost is over only once a read has shown what came of it, though a webhook
  // told of it already: what it noted as its own must not be taken for an echo ever after (I6).
  if (!mapping || (!mapping.pending && mapping.pushing === null) || mapping.state !== 'live' || mapping.integrationId === null) return;
  const link = await findLink(engine.db, mapping.integrationId, mapping.repositoryId);
  // What is paused or out of reach keeps its pending mark and catches up when it returns.
  if (!link) return;
  // Called off: a job gives it up, and this push only reads what came of the one before.
  if (mapping.calledOffAt !== null && mapping.pushing === null) return;
  const barrier = mapping.calledOffAt === null ? writeBarrier(link) : pauseReason(link);
  if (barrier !== null) return showBarrier(engine, mapping, barrier);
  try {
    const plan = await prepare(engine, mapping, link, cause);
    if (plan) await write(engine, plan, link, cause);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    await issueUnreachable(engine, mapping, link, error, cause);
  }
}

interface Plan {
  mapping: Mapping;
  /** The issue as it was read. */
  before: IssueSnapshot;
  outgoing: FieldValues;
  patch: IssuePatch;
}

/** Reads the issue and merges it; what is left to write is noted before it is written. */
async function prepare(engine: Engine, { id, actionId }: Mapping, link: Link, cause: Cause): Promise<Plan | null> {
  const client = await engine.github.asInstallation(link.installationId);
  for (let tries = 1; tries <= READS; tries += 1) {
    const before = await findMapping(engine.db, id);
    if (!before) return null;
    // Transferred meanwhile: its number means another issue here.
    if (before.repositoryId !== link.repositoryId) break;
    const read = await readIssue(client, { id: link.repositoryId, owner: link.owner, name: link.name }, before.issueNumber);
    const issue = await whole(engine, link, settingsOf(link), read);
    const base = await agreedSince(engine, link, before, issue);
    const lastChanges = await readLastChanges(engine, link, { ...before, base }, issue);
    const plan = await inLock(engine, id, actionId, async (trx, now, action) => {
      // What the timeline says counts for what was known then; without its word, what a person decided meanwhile stands.
      if (base !== before.base && (now.seen !== before.seen || !isDeepStrictEqual(now.base, before.base))) return 'overtaken' as const;
      const mapping = base === before.base ? now : { ...now, base };
      if (issue.id !== mapping.issueId || (mapping.seen !== before.seen && !isNewer(issue, mapping))) return 'overtaken' as const;
      if (mapping.calledOffAt !== null) return readCalledOff(engine, { trx, link, settings: settingsOf(link), cause, mapping, action, issue, lastChanges });
      // Archived: owed nothing until it returns, then it catches up. Braked: waits for a person.
      if (action.archivedAt !== null || mapping.braked) return null;
      const settings = settingsOf(link);
      const applied = await apply({ trx, link, settings, cause, mapping, action, issue, lastChanges, brokenOff: mapping.pushing !== null });
      if (applied.unasked) return 'overtaken' as const;
      if (applied.patch === null || applied.outgoing === null) {
        await updateMapping(trx, id, { pushing: null });
        return null;
      }
      const readings = [applied.outgoing, ...readingsOnTheWay(issue, applied.patch, settings)];
      const member = link.actAsMembers ? editorOf(applied.outgoing, mapping.edited) : null;
      await updateMapping(trx, id, {
        pushing: { readings, from: ofFields(applied.base, readings), since: issue.updatedAt, as: member },
        lastPushes: withPush(mapping, pushToKeep(issue, applied.outgoing, applied.patch, member)),
      });
      const noted = (await findMapping(trx, id)) as Mapping;
      return { mapping: noted, before: issue, outgoing: applied.outgoing, patch: applied.patch };
    });
    if (plan !== 'overtaken') return plan ?? null;
  }
  await again(engine, engine.db, id);
  return null;
}

/** What came of the push before is taken in as what it is; the rest is given up. */
async function readCalledOff(engine: Engine, input: ApplyInput): Promise<'overtaken' | null> {
  const { trx, link, settings, mapping, action } = input;
  // The job that gives it up has it.
  if (mapping.pushing === null) return null;
  if ((await apply(input)).unasked) return 'overtaken';
  await giveUpRest(engine, trx, { mappingId: mapping.id, actionId: action.id, settings, link });
  return null;
}

/** Of a pair that was called off while it was being written; what was edited since goes with the next push. */
async function giveUpRest({ jobs }: Engine, trx: Queryable, { mappingId, actionId, settings, link }: { mappingId: number; actionId: number; settings: IntegrationSettings; link: Link }): Promise<void> {
  const [mapping, action] = [await findMapping(trx, mappingId), (await lockActions(trx, [actionId])).get(actionId)];
  if (!mapping || !action) return;
  await giveUp(trx, jobs, { mapping, action, settings });
  // It tells how far the calling off is, and ends it.
  await jobs.send('calloff', { integrationId: link.integrationId }, { key: String(link.integrationId) }, trx);
}

function ofFields(values: FieldValues, named: readonly FieldValues[]): FieldValues {
  const keys = new Set(named.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
}

/** How many pushes may be under way to us as webhooks. */
const PUSHES_KEPT = 5;

/** What is needed to tell from webhooks whose value this write may have overwritten. */
function withPush({ lastPushes }: Mapping, push: LastPush | null): LastPush[] {
  return push === null ? (lastPushes ?? []) : [...(lastPushes ?? []), push].slice(-PUSHES_KEPT);
}

async function write(engine: Engine, plan: Plan, link: Link, cause: Cause): Promise<void> {
  const { mapping, patch } = plan;
  const settings = settingsOf(link);
  let isBegun = false;
  const { result, note } = await writeAs(engine, link, editorOf(plan.outgoing, mapping.edited), async (client) => {
    const problems: string[] = [];
    const written = await writeIssue(client, { id: link.repositoryId, owner: link.owner, name: link.name }, mapping.issueNumber, patch, {
      labelLook: settings.createLabels ? (name) => labelLook(name, settings) : null,
      onProblem: (sentence) => problems.push(sentence),
      onStep: () => (isBegun = true),
    });
    return { answer: await whole(engine, link, settings, written.issue), taken: written.taken.reduce(applyStep, plan.before), problems };
  }, ({ taken }) => Object.keys(refusedOf(plan, settings, taken)).length === 0).catch(async (error: unknown) => {
    if (error instanceof BudgetWait && !isBegun) await forget(engine, mapping);
    throw error;
  });
  await inLock(engine, mapping.id, mapping.actionId, (trx, now, action) => record(engine, trx, plan, now, action, { ...result, note }, link, cause));
}

/** Nothing of it was sent: what reads as it was to read is somebody's edit. */
async function forget(engine: Engine, { id, actionId, pushing }: Mapping): Promise<void> {
  await inLock(engine, id, actionId, async (trx, now) => {
    if (isDeepStrictEqual(now.pushing, pushing)) await updateMapping(trx, id, { pushing: null });
  });
}

/** What GitHub dropped, though it was asked: by its answers to the calls, as somebody may have come before the next look. */
const refusedOf = ({ outgoing, before }: Plan, settings: IntegrationSettings, taken: IssueSnapshot): FieldValues => judgeAnswer({ settings, asked: outgoing, before, answer: taken });

interface Outcome {
  answer: IssueSnapshot;
  /** The issue as the calls left it, had nobody else written. */
  taken: IssueSnapshot;
  problems: string[];
  note: string | null;
}

/** Compares the answers with what was asked, and makes the last one the new base. */
async function record(engine: Engine, trx: Queryable, plan: Plan, now: Mapping, action: ActionRow, { answer, taken, problems, note }: Outcome, link: Link, cause: Cause): Promise<void> {
  const settings = settingsOf(link);
  const dropped = refusedOf(plan, settings, taken);
  const refused = { ...now.refused, ...dropped };
  const base = baseAfterAnswer(now.base, { settings, asked: unmoved(plan, now, action, settings), answer: taken, from: plan.mapping.base });
  await insertSyncLogs(trx, [logEntry(link, { ...cause, receivedAt: editedAt(plan) }, {
    mappingId: now.id, actionId: action.id, issueNumber: answer.number, direction: 'push',
    outcome: Object.keys(dropped).length > 0 ? 'dropped' : 'changed', changes: asChanges(plan), error: note,
  })]);
  await announce(trx, link.projectId, { actionIds: [action.id] });
  if (answer.id !== now.issueId || (now.seen !== plan.mapping.seen && !isNewer(answer, now))) {
    // Somebody's change was taken in while we wrote, or the issue was transferred: only a fresh read tells what holds.
    await updateMapping(trx, now.id, { refused, base, pending: true });
    await again(engine, trx, now.id);
    return;
  }
  const mapping = { ...now, base, refused, error: problems.length > 0 ? problems.join(' ') : null };
  const applied = await apply({ trx, link, settings, cause, mapping, action, issue: answer });
  if (applied.unasked) {
    await updateMapping(trx, now.id, { refused, base, pending: true });
    return again(engine, trx, now.id);
  }
  if (now.calledOffAt !== null) return giveUpRest(engine, trx, { mappingId: now.id, actionId: action.id, settings, link });
  await updateMapping(trx, now.id, { pushing: null });
  // Edited again meanwhile: the rest goes with the next push.
  if (applied.patch !== null) await again(engine, trx, now.id);
}

/** Of what was written, what no change that was taken in meanwhile has touched: the answers say nothing of what came after them. */
function unmoved({ outgoing, mapping }: Plan, now: Mapping, { values }: ActionRow, settings: IntegrationSettings): FieldValues {
  if (now.seen === mapping.seen) return outgoing;
  const fields = catalogue(settings).filter((field) => {
    const { [field.key]: asked } = outgoing;
    const { [field.key]: ours = field.empty } = values;
    const projected = field.project(ours, settings);
    const isOurs = asked !== undefined && projected.ok && equalValues(field, projected.value, asked);
    // Its own steps on the way are no change.
    const { [field.key]: then = field.empty } = mapping.base;
    const known = [then, ...(mapping.pushing ?? []).flatMap(({ [field.key]: value }) => value ?? [])];
    return isOurs && known.some((value) => equalValues(field, now.base[field.key] ?? field.empty, value));
  });
  return Object.fromEntries(fields.map(({ key }) => [key, outgoing[key]]));
}

/** When the oldest of the edits was made that this push wrote; null where a rule asked for it and no person. */
function editedAt({ mapping, outgoing }: Plan): string | null {
  const times = (Object.keys(outgoing) as (keyof FieldValues)[]).flatMap((key) => mapping.edited[key]?.at ?? []);
  return times.toSorted()[0] ?? null;
}

function asChanges({ mapping, outgoing }: Plan): NonNullable<Parameters<typeof logEntry>[2]['changes']> {
  const keys = Object.keys(outgoing) as (keyof FieldValues)[];
  return Object.fromEntries(keys.map((key) => [key, { from: mapping.base[key] ?? null, to: outgoing[key] ?? null }]));
}

const isNewer = (issue: IssueSnapshot, mapping: Mapping): boolean => Date.parse(issue.updatedAt) > mapping.issueUpdatedAt.getTime();

/** As urgent as this push is. */
async function again(engine: Engine, trx: Queryable, mappingId: number): Promise<void> {
  const options = urgencyNow() === 'interactive' ? { priority: INTERACTIVE } : {};
  await engine.jobs.send('push', { mappingId }, { key: String(mappingId), ...options }, trx);
}

/** Runs with the pair locked and read afresh; nothing where it has gone meanwhile. */
async function inLock<T>(engine: Engine, mappingId: number, actionId: number, work: (trx: Queryable, mapping: Mapping, action: ActionRow) => Promise<T>): Promise<T | undefined> {
  return engine.db.transaction(async (trx) => {
    const action = (await lockActions(trx, [actionId])).get(actionId);
    const mapping = await findMapping(trx, mappingId);
    if (!action || mapping?.state !== 'live') return undefined;
    return work(trx, mapping, action);
  });
}
