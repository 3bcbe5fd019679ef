import type { Account, Comment, FieldValue, Installation, Issue, IssueField, IssueType, Label, Milestone, Project, ProjectItem, PullRequestReview, Repository } from '../model.ts';

/** Parts of an issue before and after a step. */
export interface Steps {
  before: Partial<Issue>;
  after: Partial<Issue>;
}

/**
 * Something GitHub tells installations about. It points at live objects: whoever listens must
 * render it at once, before the next write.
 */
export interface DomainEvent {
  /** Webhook name: `issues`, `label`, `installation`, ... */
  event: string;
  action: string;
  sender: Account;
  repository: Repository | null;
  /** The installation that `installation*` events are about; other events find theirs by repository. */
  installation?: Installation;
  issue?: Issue;
  comment?: Comment;
  label?: Label;
  milestone?: Milestone;
  assignee?: Account;
  issueType?: IssueType;
  issueField?: { field: IssueField; value: FieldValue | null };
  projectItem?: { project: Project; item: ProjectItem };
  requestedReviewer?: Account;
  review?: PullRequestReview;
  /** What the issue holds around this step of a write that takes several, one event each. */
  steps?: Steps;
  /** GitHub's `changes`, where it holds plain values only. */
  changes?: Record<string, unknown>;
  /** The other place of a transferred issue, for `changes.new_issue` or `changes.old_issue`. */
  counterpart?: { issue: Issue; repository: Repository };
  /** For `installation.created` and `installation_repositories`. */
  repositories?: Repository[];
}
