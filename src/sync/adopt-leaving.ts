/**
 * An issue of ours whose answer was lost, and that is deleted or transferred before it was found: no list shows it any more, and it would be
 * made once more (I7). The event of its end tells of it, whole, and is judged by what it would have been found by.
 */
import type { IssueSnapshot } from '../core/snapshot.ts';
import { sentCreations, takenIssues } from '../store/issue-creations.ts';
import { findLink } from '../store/projects.ts';
import { adoptIssue } from './adopt-issue.ts';
import type { Cause, Engine } from './engine.ts';
import { foundSentence, isInWindow } from './seek-issue.ts';

/** @param issue as it was; to be called before its end is written down, which then ends or moves the pair as any other */
export async function adoptLeaving(engine: Engine, issue: IssueSnapshot, cause: Cause): Promise<void> {
  if (!issue.author) return;
  const { login } = issue.author;
  for (const { actionId, projectId, integrationId, sentAt } of await sentCreations(engine.db, issue.repositoryId, { author: login, title: issue.title.trim() })) {
    const link = sentAt && isInWindow(sentAt, issue) ? await findLink(engine.db, integrationId, issue.repositoryId) : undefined;
    if (!link || (await takenIssues(engine.db, projectId, [issue.id])).has(issue.id)) continue;
    const client = await engine.github.asInstallation(link.installationId);
    await adoptIssue({ engine, link, client, cause }, actionId, issue, foundSentence(link, issue, login));
  }
}
