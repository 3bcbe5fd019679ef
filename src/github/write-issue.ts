/** Writing one issue: only what changed, labels and assignees as increments. */
import { issueFromRest } from '../core/issue.ts';
import type { IssuePatch } from '../core/patch.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { patchSteps } from '../core/steps.ts';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';
import type { RepositoryName } from './read-issues.ts';
import { readIssue } from './read-issues.ts';

interface At {
  owner: string;
  repo: string;
  issue_number: number;
}

const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}' as const;

/**
 * Applies a patch and reads what came of it. GitHub has no write that is bound to what was read, so
 * labels and assignees go through the adding and removing calls: a label that somebody sets at the
 * same time stays. Every call may be repeated; none adds anything twice.
 * @returns the issue as GitHub shows it after the last call
 */
export async function writeIssue(client: Client, repository: RepositoryName, number: number, patch: IssuePatch): Promise<IssueSnapshot> {
  const at: At = { owner: repository.owner, repo: repository.name, issue_number: number };
  let answer: unknown;
  for (const step of patchSteps(patch)) answer = await call(client, repository, at, step);
  return answer === undefined ? readIssue(client, repository, number) : issueFromRest(answer, repository.id);
}

/** @returns the whole issue where this call answers with it */
async function call(client: Client, repository: RepositoryName, at: At, step: IssuePatch): Promise<unknown> {
  const [label] = step.removeLabels;
  if (step.addLabels.length > 0) await client.request(`POST ${ISSUE}/labels`, { ...at, labels: step.addLabels });
  else if (label !== undefined) await removeLabel(client, at, label);
  else if (step.addAssignees.length > 0) return (await client.request(`POST ${ISSUE}/assignees`, { ...at, assignees: step.addAssignees })).data;
  else if (step.removeAssignees.length > 0) return (await client.request(`DELETE ${ISSUE}/assignees`, { ...at, assignees: step.removeAssignees })).data;
  else return (await client.request(`PATCH ${ISSUE}`, { ...at, ...(await toProperties(client, repository, step)) })).data;
  return undefined;
}

async function removeLabel(client: Client, at: At, name: string): Promise<void> {
  try {
    await client.request(`DELETE ${ISSUE}/labels/{name}`, { ...at, name });
  } catch (error) {
    // Somebody else removed it first, or the repository lost the label: it is off, as wanted.
    if (!(error instanceof GitHubError) || error.code !== 'not_found') throw error;
  }
}

async function toProperties(client: Client, repository: RepositoryName, patch: IssuePatch): Promise<Record<string, unknown>> {
  return {
    ...(patch.title !== undefined && { title: patch.title }),
    ...(patch.body !== undefined && { body: patch.body }),
    ...(patch.state !== undefined && { state: patch.state }),
    ...(patch.stateReason !== undefined && { state_reason: patch.stateReason }),
    ...(patch.issueType !== undefined && { type: patch.issueType }),
    ...(patch.milestone !== undefined && { milestone: await milestoneNumber(client, repository, patch.milestone) }),
  };
}

/** Milestones are known by title here and by number there. */
async function milestoneNumber(client: Client, repository: RepositoryName, title: string | null): Promise<number | null> {
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
