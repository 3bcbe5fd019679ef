/** A new action on this side; where the lead chose a repository for new actions, it gets an issue. */
import type { FieldValues } from '../core/action.ts';
import { planCreate } from '../core/derive.ts';
import { findAction, insertActionEvents, insertActions } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { lockCreationKey, setCreationKey } from '../store/creation-keys.ts';
import { databaseTime } from '../store/db.ts';
import { insertCreation } from '../store/issue-creations.ts';
import { announce } from '../store/live.ts';
import { mappingOfAction } from '../store/mappings.ts';
import type { Link, Project } from '../store/projects.ts';
import { findProject, linksOfProject } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { INTERACTIVE, type Editor } from './edit.ts';
import { settingsOf } from './engine.ts';

export interface NewAction {
  projectId: number;
  /** At least a title; without a status it gets the project's first open one. */
  values: FieldValues;
  /** Login of the person. */
  actor: string;
  /** Where its issue is created; null for none, undefined for what the lead chose. */
  repositoryId?: number | null;
  /** Names this very request: repeated with the same key, it answers with what it made the first time (I7). */
  key?: string;
}

export type CreateActionOutcome =
  | { outcome: 'created'; actionId: number; version: number; /** The repository that gets an issue. */ repositoryId: number | null }
  | { outcome: 'missing' }
  /** The sentence a person reads; nothing was written. */
  | { outcome: 'refused'; reason: string };

/** Writes the action and plans its issue in one transaction. */
export async function createAction({ db, jobs }: Editor, { projectId, values, actor, repositoryId, key }: NewAction): Promise<CreateActionOutcome> {
  return db.transaction(async (trx): Promise<CreateActionOutcome> => {
    const project = await findProject(trx, projectId);
    if (!project) return { outcome: 'missing' };
    const made = key === undefined ? undefined : await lockCreationKey(trx, projectId, key);
    if (made) return { outcome: 'created', ...made };
    const complete: FieldValues = { ...values, status: values.status ?? firstStatus(project) };
    const chosen = await chooseLink(trx, projectId, repositoryId);
    const reason = refusal(project, complete) ?? ('reason' in chosen ? chosen.reason : obstacle(chosen.link, complete));
    if (reason !== null || 'reason' in chosen) return { outcome: 'refused', reason: reason ?? '' };
    const now = await databaseTime(trx);
    const [actionId] = await insertActions(trx, projectId, [{ values: complete, createdAt: now, updatedAt: now }]);
    if (key !== undefined) await setCreationKey(trx, actionId as number, key);
    await insertActionEvents(trx, [{ projectId, actionId: actionId as number, version: 1, kind: 'created', side: 'lockstep', actor, changes: {} }]);
    if (chosen.link) await planIssue(trx, jobs, actionId as number, chosen.link, actor);
    await announce(trx, projectId, { actionIds: [actionId as number] });
    return { outcome: 'created', actionId: actionId as number, version: 1, repositoryId: chosen.link?.repositoryId ?? null };
  });
}

/**
 * Asks for an issue for an action that has none: one that was made without, or whose creation was given up.
 * @param actor login of who asks
 * @param repositoryId undefined for what the lead chose
 */
export async function createIssueForAction({ db, jobs }: Editor, actionId: number, actor: string, repositoryId?: number): Promise<CreateActionOutcome> {
  return db.transaction(async (trx): Promise<CreateActionOutcome> => {
    const action = await findAction(trx, actionId);
    if (!action || action.archivedReason === 'deleted') return { outcome: 'missing' };
    const chosen = await chooseLink(trx, action.projectId, repositoryId);
    if ('reason' in chosen) return { outcome: 'refused', reason: chosen.reason };
    if (!chosen.link) return { outcome: 'refused', reason: 'No repository is chosen for new actions: name one.' };
    const reason = obstacle(chosen.link, action.values);
    if (reason !== null) return { outcome: 'refused', reason };
    const taken = (await mappingOfAction(trx, actionId)) !== undefined || !(await planIssue(trx, jobs, actionId, chosen.link, actor));
    if (taken) return { outcome: 'refused', reason: `Action ${actionId} has an issue, or one is being created.` };
    await announce(trx, action.projectId, { actionIds: [actionId] });
    return { outcome: 'created', actionId, version: action.version, repositoryId: chosen.link.repositoryId };
  });
}

async function planIssue(trx: Queryable, jobs: Jobs, actionId: number, link: Link, actor: string): Promise<boolean> {
  if (!(await insertCreation(trx, actionId, link, actor))) return false;
  await jobs.send('create', { actionId }, { key: String(actionId), priority: INTERACTIVE }, trx);
  return true;
}

async function chooseLink(trx: Queryable, projectId: number, wanted: number | null | undefined): Promise<{ link: Link | null } | { reason: string }> {
  if (wanted === null) return { link: null };
  const links = await linksOfProject(trx, projectId);
  const link = wanted === undefined
    ? links.find((one) => settingsOf(one).newActionsRepository === one.repositoryId)
    : links.find((one) => one.repositoryId === wanted);
  if (wanted !== undefined && !link) return { reason: 'That repository is not linked to the project.' };
  // What is only pulled gets no issues, asked for or not.
  if (link && settingsOf(link).direction === 'pull') return wanted === undefined ? { link: null } : { reason: `The integration only pulls from ${link.owner}/${link.name}.` };
  return { link: link ?? null };
}

function obstacle(link: Link | null, values: FieldValues): string | null {
  if (!link) return null;
  return planCreate(values, settingsOf(link)).blocked.find(({ field }) => field === 'title')?.reason ?? null;
}

function firstStatus({ statuses }: Project): string {
  return (statuses.find(({ category }) => category === 'todo') ?? statuses[0])?.key ?? '';
}

function refusal({ statuses }: Project, { title, status }: FieldValues): string | null {
  if (typeof title !== 'string' || title.trim() === '') return 'An action needs a title.';
  const known = statuses.map(({ key }) => key);
  return known.includes(status as string) ? null : `The project has no status "${status as string}": choose one of ${known.join(', ')}.`;
}
