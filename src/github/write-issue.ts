/** Writing one issue: only what changed, labels and assignees as increments. */
import { issueFromRest } from '../core/issue.ts';
import type { IssuePatch } from '../core/patch.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';
import type { RepositoryName } from './read-issues.ts';
import { readIssue } from './read-issues.ts';

/**
 * Applies a patch and reads what came of it. GitHub has no write that is bound to what was read, so
 * labels and assignees go through the adding and removing calls: a label that somebody sets at the
 * same time stays. Every call may be repeated; none adds anything twice.
 * @returns the issue as GitHub shows it after the last call
 */
export async function writeIssue(client: Client, repository: RepositoryName, number: number, patch: IssuePatch): Promise<IssueSnapshot> {
  const at = { owner: repository.owner, repo: repository.name, issue_number: number };
  const base = 'POST /repos/{owner}/{repo}/issues/{issue_number}' as const;
  let answer: unknown;
  if (patch.addLabels.length > 0) await client.request(`${base}/labels`, { ...at, labels: patch.addLabels });
  for (const name of patch.removeLabels) await removeLabel(client, at, name);
  if (patch.addAssignees.length > 0) {
    answer = (await client.request(`${base}/assignees`, { ...at, assignees: patch.addAssignees })).data;
  }
  if (patch.removeAssignees.length > 0) {
    answer = (await client.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/assignees', { ...at, assignees: patch.removeAssignees })).data;
  }
  const properties = await toProperties(client, repository, patch);
  if (Object.keys(properties).length > 0) {
    answer = (await client.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...at, ...properties })).data;
  }
  return answer === undefined ? readIssue(client, repository, number) : issueFromRest(answer, repository.id);
}

async function removeLabel(client: Client, at: { owner: string; repo: string; issue_number: number }, name: string): Promise<void> {
  try {
    await client.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', { ...at, name });
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
