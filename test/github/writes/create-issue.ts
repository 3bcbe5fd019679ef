import type { Issue, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { addIssue } from '../state/add.ts';
import { assigneesOf, findIssueType, labelsOf, milestoneOf } from '../state/find.ts';
import { GitHubProblem } from '../state/problem.ts';
import { record, type Changes, type EffectEvent } from '../state/record.ts';
import type { GitHubState } from '../state/state.ts';
import { checkLabelCount, checkText, checkTitle, MAX_BODY, refuseArchived } from './guard.ts';
import { issueEvent } from './issue-event.ts';

export interface IssueDraft {
  title: string;
  body?: string | null;
  labelIds?: number[];
  assigneeIds?: number[];
  milestoneId?: number | null;
  /** Name of an issue type of the organization. */
  issueType?: string | null;
  /** Set for pull requests. */
  pullRequest?: Issue['pullRequest'];
}

/** Opens an issue (or, with `pullRequest`, a pull request) as the actor. */
export function createIssue(state: GitHubState, actor: Actor, repository: Repository, draft: IssueDraft): Issue {
  refuseArchived(repository);
  const pullRequest = draft.pullRequest ?? null;
  if (!repository.hasIssues && pullRequest === null) throw new GitHubProblem(410, 'Issues are disabled for this repo');
  checkTitle(draft.title);
  checkText('Issue', 'body', draft.body ?? '', MAX_BODY);
  checkLabelCount(draft.labelIds ?? []);
  const issue = addIssue(state, repository, {
    title: draft.title,
    body: draft.body ?? null,
    authorId: actor.account.id,
    labelIds: [...(draft.labelIds ?? [])],
    assigneeIds: [...(draft.assigneeIds ?? [])],
    milestoneId: draft.milestoneId ?? null,
    issueType: draft.issueType ?? null,
    pullRequest,
    viaApp: actor.via !== 'person',
  });
  record(state, actor, {
    action: pullRequest === null ? 'issue.create' : 'pull_request.create',
    repository,
    issue,
    changes: contentOf(state, repository, issue),
    events: eventsOf(state, repository, issue),
  });
  return issue;
}

function created(to: unknown): { from: null; to: unknown } {
  return { from: null, to };
}

function contentOf(state: GitHubState, repository: Repository, issue: Issue): Changes {
  return {
    number: created(issue.number),
    title: created(issue.title),
    body: created(issue.body),
    labels: created(labelsOf(repository, issue).map((label) => label.name)),
    assignees: created(assigneesOf(state, issue).map((account) => account.login)),
    milestone: created(milestoneOf(repository, issue)?.number ?? null),
    issueType: created(issue.issueType),
  };
}

/** GitHub sends `opened` first, then one event for each label, person, milestone and type. */
function eventsOf(state: GitHubState, repository: Repository, issue: Issue): EffectEvent[] {
  const events = [issueEvent(issue, 'opened')];
  for (const label of labelsOf(repository, issue)) events.push(issueEvent(issue, 'labeled', { label }));
  for (const assignee of assigneesOf(state, issue)) events.push(issueEvent(issue, 'assigned', { assignee }));
  const milestone = milestoneOf(repository, issue);
  if (milestone !== null) events.push(issueEvent(issue, 'milestoned', { milestone }));
  const type = issue.issueType === null ? undefined : findIssueType(state, repository, issue.issueType);
  if (type !== undefined) events.push(issueEvent(issue, 'typed', { issueType: type }));
  return events;
}
