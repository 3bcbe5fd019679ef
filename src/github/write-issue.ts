/** Writing one issue: only what changed, labels and assignees as increments. */
import { z } from 'zod';
import { issueFromRest } from '../core/issue.ts';
import type { LabelLook } from '../core/label-look.ts';
import { fold } from '../core/merge/set.ts';
import { emptyPatch, type IssuePatch, type ProjectValue } from '../core/patch.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { patchSteps } from '../core/steps.ts';
import type { Client } from './clients.ts';
import { ensureLabels } from './ensure-labels.ts';
import { GitHubError } from './errors.ts';
import type { RepositoryName } from './read-issues.ts';
import { readIssue } from './read-issues.ts';
import { writeFieldValues } from './write-fields.ts';
import { writeProjectValue } from './write-project.ts';

interface At {
  owner: string;
  repo: string;
  issue_number: number;
}

export interface WriteOptions {
  /** How labels look that are created because the repository lacks them; null: none is created. */
  labelLook: ((name: string) => LabelLook) | null;
  /** Told in sentences what this repository cannot take; the rest is written. */
  onProblem: (sentence: string) => void;
  /** A step was done. */
  onStep?: () => void;
}

interface Work extends WriteOptions {
  client: Client;
  repository: RepositoryName;
  at: At;
}

const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}' as const;

export interface Written {
  /** As GitHub shows it after the last call. */
  issue: IssueSnapshot;
  /** The steps as the answer to each tells what it did, before anybody else came. */
  taken: IssuePatch[];
}

/**
 * Applies a patch and reads what came of it. GitHub has no write that is bound to what was read, so
 * labels and assignees go through the adding and removing calls: a label that somebody sets at the
 * same time stays. Every call may be repeated; none adds anything twice.
 * @throws GitHubError
 */
export async function writeIssue(client: Client, repository: RepositoryName, number: number, patch: IssuePatch, options: WriteOptions = { labelLook: null, onProblem: () => {} }): Promise<Written> {
  const work: Work = { ...options, client, repository, at: { owner: repository.owner, repo: repository.name, issue_number: number } };
  const taken: IssuePatch[] = [];
  let shown: IssueSnapshot | undefined;
  for (const step of patchSteps(patch)) {
    const called = await call(work, step);
    options.onStep?.();
    taken.push({ ...emptyPatch(), ...called.taken });
    ({ shown } = called);
  }
  return { issue: shown ?? (await readIssue(client, repository, number)), taken };
}

interface Called {
  taken: Partial<IssuePatch>;
  /** The whole issue, where the call answers with it. */
  shown?: IssueSnapshot;
}

async function call(work: Work, step: IssuePatch): Promise<Called> {
  const { client, at, repository } = work;
  const { addLabels: labels, removeLabels: [label], addAssignees: coming, removeAssignees: leaving, projectValues, fieldValues } = step;
  if (labels.length > 0) return { taken: { addLabels: await addLabels(work, labels) } };
  if (label !== undefined) {
    await removeLabel(client, at, label);
    return { taken: { removeLabels: [label] } };
  }
  if (coming.length > 0) {
    const shown = issueFromRest((await client.request(`POST ${ISSUE}/assignees`, { ...at, assignees: coming })).data, repository.id);
    return { taken: { addAssignees: coming.filter((login) => isAssigned(shown, login)) }, shown };
  }
  if (leaving.length > 0) {
    const shown = issueFromRest((await client.request(`DELETE ${ISSUE}/assignees`, { ...at, assignees: leaving })).data, repository.id);
    return { taken: { removeAssignees: leaving.filter((login) => !isAssigned(shown, login)) }, shown };
  }
  if (projectValues !== undefined) return { taken: { projectValues: await writeProjectValues(work, projectValues) } };
  if (fieldValues !== undefined) return { taken: { fieldValues: await writeFieldValues(client, repository, at, fieldValues, work.onProblem) } };
  const properties = await toProperties(work, step);
  if (Object.keys(properties).length === 0) return { taken: {} };
  const shown = issueFromRest((await client.request(`PATCH ${ISSUE}`, { ...at, ...properties })).data, repository.id);
  return { taken: propertiesOf(shown, step), shown };
}

const isAssigned = ({ assignees }: IssueSnapshot, login: string): boolean => assignees.some((one) => fold(one.login) === fold(login));

/** Those that the step set, as GitHub has them now. */
function propertiesOf({ title, body, state, stateReason, milestone, issueType }: IssueSnapshot, step: IssuePatch): Partial<IssuePatch> {
  return {
    ...(step.title !== undefined && { title }),
    ...(step.body !== undefined && { body }),
    ...(step.state !== undefined && { state, ...(stateReason !== null && { stateReason }) }),
    ...(step.milestone !== undefined && { milestone: milestone?.title ?? null }),
    ...(step.issueType !== undefined && issueType !== undefined && { issueType }),
  };
}

const labelNames = z.array(z.object({ name: z.string() }));

/** @returns those of them that the issue has then */
async function addLabels({ client, repository, at, labelLook, onProblem }: Work, names: readonly string[]): Promise<string[]> {
  const labels = await ensureLabels(client, repository, names, labelLook, onProblem);
  if (labels.length === 0) return [];
  const { data } = await client.request(`POST ${ISSUE}/labels`, { ...at, labels });
  const present = new Set(labelNames.parse(data).map(({ name }) => fold(name)));
  return names.filter((name) => present.has(fold(name)));
}

async function writeProjectValues({ client, repository, at, onProblem }: Work, values: readonly ProjectValue[]): Promise<ProjectValue[]> {
  const taken: ProjectValue[] = [];
  for (const value of values) if (await writeProjectValue(client, repository, at.issue_number, value, onProblem)) taken.push(value);
  return taken;
}

async function removeLabel(client: Client, at: At, name: string): Promise<void> {
  try {
    await client.request(`DELETE ${ISSUE}/labels/{name}`, { ...at, name });
  } catch (error) {
    // Somebody else removed it first, or the repository lost the label: it is off, as wanted.
    if (!(error instanceof GitHubError) || error.code !== 'not_found') throw error;
  }
}

async function toProperties({ client, repository, onProblem }: Work, patch: IssuePatch): Promise<Record<string, unknown>> {
  const milestone = patch.milestone === undefined ? undefined : await milestoneOrProblem(client, repository, patch.milestone, onProblem);
  return {
    ...(patch.title !== undefined && { title: patch.title }),
    ...(patch.body !== undefined && { body: patch.body }),
    ...(patch.state !== undefined && { state: patch.state }),
    ...(patch.stateReason !== undefined && { state_reason: patch.stateReason }),
    ...(patch.issueType !== undefined && { type: patch.issueType }),
    ...(milestone !== undefined && { milestone }),
  };
}

/** @returns undefined where the repository has no such milestone */
async function milestoneOrProblem(client: Client, repository: RepositoryName, title: string | null, onProblem: (sentence: string) => void): Promise<number | null | undefined> {
  try {
    return await milestoneNumber(client, repository, title);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.code !== 'invalid') throw error;
    onProblem(error.message);
    return undefined;
  }
}

/**
 * Milestones are known by title here and by number there.
 * @throws GitHubError `invalid` where the repository has no such milestone
 */
export async function milestoneNumber(client: Client, repository: RepositoryName, title: string | null): Promise<number | null> {
  if (title === null) return null;
  const milestones = await client.paginate('GET /repos/{owner}/{repo}/milestones', {
    owner: repository.owner,
    repo: repository.name,
    state: 'all',
    per_page: 100,
  });
  const found = milestones.find((milestone) => milestone.title === title);
  if (!found) throw new GitHubError('invalid', 0, `The repository has no milestone "${title}": create it on GitHub, or choose another one.`);
  return found.number;
}
