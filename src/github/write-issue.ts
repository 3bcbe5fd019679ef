/** Writing one issue: only what changed, labels and assignees as increments. */
import { issueFromRest } from '../core/issue.ts';
import type { LabelLook } from '../core/label-look.ts';
import type { IssuePatch } from '../core/patch.ts';
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
}

interface Work extends WriteOptions {
  client: Client;
  repository: RepositoryName;
  at: At;
}

const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}' as const;

/**
 * Applies a patch and reads what came of it. GitHub has no write that is bound to what was read, so
 * labels and assignees go through the adding and removing calls: a label that somebody sets at the
 * same time stays. Every call may be repeated; none adds anything twice.
 * @returns the issue as GitHub shows it after the last call
 */
export async function writeIssue(client: Client, repository: RepositoryName, number: number, patch: IssuePatch, options: WriteOptions = { labelLook: null, onProblem: () => {} }): Promise<IssueSnapshot> {
  const work: Work = { ...options, client, repository, at: { owner: repository.owner, repo: repository.name, issue_number: number } };
  let answer: unknown;
  for (const step of patchSteps(patch)) answer = await call(work, step);
  return answer === undefined ? readIssue(client, repository, number) : issueFromRest(answer, repository.id);
}

/** @returns the whole issue where this call answers with it */
async function call(work: Work, step: IssuePatch): Promise<unknown> {
  const { client, at } = work;
  const [label] = step.removeLabels;
  if (step.addLabels.length > 0) await addLabels(work, step.addLabels);
  else if (label !== undefined) await removeLabel(client, at, label);
  else if (step.addAssignees.length > 0) return (await client.request(`POST ${ISSUE}/assignees`, { ...at, assignees: step.addAssignees })).data;
  else if (step.removeAssignees.length > 0) return (await client.request(`DELETE ${ISSUE}/assignees`, { ...at, assignees: step.removeAssignees })).data;
  else if (step.projectValues !== undefined) for (const value of step.projectValues) await writeProjectValue(client, work.repository, at.issue_number, value, work.onProblem);
  else if (step.fieldValues !== undefined) await writeFieldValues(client, work.repository, at, step.fieldValues, work.onProblem);
  else {
    const properties = await toProperties(work, step);
    return Object.keys(properties).length === 0 ? undefined : (await client.request(`PATCH ${ISSUE}`, { ...at, ...properties })).data;
  }
  return undefined;
}

async function addLabels({ client, repository, at, labelLook, onProblem }: Work, names: readonly string[]): Promise<void> {
  const labels = await ensureLabels(client, repository, names, labelLook, onProblem);
  if (labels.length > 0) await client.request(`POST ${ISSUE}/labels`, { ...at, labels });
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
