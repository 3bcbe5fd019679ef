import type { Account, Comment, HistoryEntry, Issue, IssueType, Label, Milestone, Project, ProjectItem, Repository } from '../model.ts';

/*
 * What resolvers hand to each other: the model's object, where it lives, and as `kind` GitHub's type
 * name, by which interfaces and unions are resolved.
 */

export interface AccountSource { kind: 'User' | 'Organization' | 'Bot'; account: Account }
export interface RepositorySource { kind: 'Repository'; repository: Repository }
export interface IssueSource { kind: 'Issue' | 'PullRequest'; issue: Issue; repository: Repository }
export interface LabelSource { kind: 'Label'; label: Label; repository: Repository }
export interface MilestoneSource { kind: 'Milestone'; milestone: Milestone; repository: Repository }
export interface CommentSource { kind: 'IssueComment'; comment: Comment; issue: IssueSource }
export interface IssueTypeSource { kind: 'IssueType'; type: IssueType }
/** One edit of a body: the entry that made it, and the text from then on. */
export interface EditSource { kind: 'UserContentEdit'; id: string; at: number; editorId: number; text: string }
/** One line of an issue's timeline, from the history. */
export interface TimelineSource { kind: string; id: string; entry: HistoryEntry; issue: IssueSource; detail: Record<string, unknown> }

export interface ProjectSource { kind: 'ProjectV2'; project: Project }
export interface ProjectItemSource { kind: 'ProjectV2Item'; item: ProjectItem; project: Project }

export type Source = ProjectSource | ProjectItemSource | AccountSource | RepositorySource | IssueSource | LabelSource | MilestoneSource | CommentSource | IssueTypeSource;

export const accountSource = (account: Account): AccountSource => ({ kind: account.type, account });
export const repositorySource = (repository: Repository): RepositorySource => ({ kind: 'Repository', repository });
export const labelSource = (label: Label, repository: Repository): LabelSource => ({ kind: 'Label', label, repository });
export const milestoneSource = (milestone: Milestone, repository: Repository): MilestoneSource => ({ kind: 'Milestone', milestone, repository });
export const commentSource = (comment: Comment, issue: IssueSource): CommentSource => ({ kind: 'IssueComment', comment, issue });
export const issueTypeSource = (type: IssueType): IssueTypeSource => ({ kind: 'IssueType', type });
export const issueSource = (issue: Issue, repository: Repository): IssueSource => ({
  kind: issue.pullRequest === null ? 'Issue' : 'PullRequest',
  issue,
  repository,
});
