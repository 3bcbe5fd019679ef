import type { Issue } from '../model.ts';
import type { GitHubState } from '../state/state.ts';
import type { EditSource } from './sources.ts';

/**
 * The versions of an issue's body, oldest first, from the history of writes: none where it was never
 * edited, else the first text and one version for each edit, as GitHub's `userContentEdits`.
 */
export function editsOf(state: GitHubState, issue: Issue): EditSource[] {
  const edits: EditSource[] = [];
  for (const entry of state.historyByIssue.get(issue.id) ?? []) {
    const body = entry.changes['body'];
    if (!entry.action.endsWith('.update') || entry.action.startsWith('comment') || body === undefined) continue;
    const at = entry.at;
    if (edits.length === 0) edits.push(version(issue, 0, issue.createdAt, issue.authorId, body.from));
    edits.push(version(issue, entry.sequence, at, entry.actorId, body.to));
  }
  return edits;
}

function version(issue: Issue, sequence: number, at: number, editorId: number, text: unknown): EditSource {
  return { kind: 'UserContentEdit', id: `UCE_${Buffer.from(`${issue.id}:${sequence}`).toString('base64url')}`, at, editorId, text: typeof text === 'string' ? text : '' };
}
