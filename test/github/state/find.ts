import type { Account, Comment, Installation, Issue, IssueType, Label, Milestone, Repository } from '../model.ts';
import { nodeIdOf } from './ids.ts';
import type { GitHubState } from './state.ts';

export function accountOf(state: GitHubState, id: number): Account {
  const account = state.accounts.get(id);
  if (account === undefined) throw new Error(`no account ${id}`);
  return account;
}

export function findLogin(state: GitHubState, login: string): Account | undefined {
  const id = state.logins.get(login.toLowerCase());
  return id === undefined ? undefined : state.accounts.get(id);
}

export function ownerOf(state: GitHubState, repository: Repository): Account {
  return accountOf(state, repository.ownerId);
}

export function fullNameOf(state: GitHubState, repository: Repository): string {
  return `${ownerOf(state, repository).login}/${repository.name}`;
}

/** A repository by its current `owner/name`, whatever the case. */
export function findRepository(state: GitHubState, owner: string, name: string): Repository | undefined {
  const id = state.fullNames.get(`${owner}/${name}`.toLowerCase());
  return id === undefined ? undefined : state.repositories.get(id);
}

/** A repository that once had this name and has another now. */
export function findFormer(state: GitHubState, owner: string, name: string): Repository | undefined {
  const id = state.formerNames.get(`${owner}/${name}`.toLowerCase());
  return id === undefined ? undefined : state.repositories.get(id);
}

/** Label names ignore case, as on GitHub. */
export function findLabel(repository: Repository, name: string): Label | undefined {
  const wanted = name.toLowerCase();
  return repository.labels.find((label) => label.name.toLowerCase() === wanted);
}

export function findMilestone(repository: Repository, number: number): Milestone | undefined {
  return repository.milestones.find((milestone) => milestone.number === number);
}

export function labelsOf(repository: Repository, issue: Issue): Label[] {
  return issue.labelIds.flatMap((id) => repository.labels.find((label) => label.id === id) ?? []);
}

export function milestoneOf(repository: Repository, issue: Issue): Milestone | null {
  if (issue.milestoneId === null) return null;
  return repository.milestones.find((milestone) => milestone.id === issue.milestoneId) ?? null;
}

export function assigneesOf(state: GitHubState, issue: Issue): Account[] {
  return issue.assigneeIds.map((id) => accountOf(state, id));
}

export function issueTypesOf(state: GitHubState, repository: Repository): IssueType[] {
  return state.issueTypes.get(repository.ownerId) ?? [];
}

export function findIssueType(state: GitHubState, repository: Repository, name: string): IssueType | undefined {
  return issueTypesOf(state, repository).find((type) => type.name.toLowerCase() === name.toLowerCase());
}

/** The installation of the App on an account; there is at most one. */
export function installationOn(state: GitHubState, accountId: number): Installation | undefined {
  for (const installation of state.installations.values()) {
    if (installation.accountId === accountId) return installation;
  }
  return undefined;
}

export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.accountId !== repository.ownerId) return false;
  return installation.repositoryIds === 'all' || installation.repositoryIds.has(repository.id);
}

/** The installation that may act on a repository, suspended or not. */
export function installationFor(state: GitHubState, repository: Repository): Installation | undefined {
  const installation = installationOn(state, repository.ownerId);
  return installation !== undefined && covers(installation, repository) ? installation : undefined;
}

export function repositoriesOf(state: GitHubState, installation: Installation): Repository[] {
  return [...state.repositories.values()].filter((repository) => covers(installation, repository));
}

/** The comment of an id with its issue, within one repository. */
export function findComment(state: GitHubState, repository: Repository, id: number): { issue: Issue; comment: Comment } | undefined {
  const ref = state.nodes.get(nodeIdOf('IssueComment', id));
  if (ref?.kind !== 'IssueComment' || ref.repositoryId !== repository.id) return undefined;
  const issue = repository.issues.get(ref.number);
  const comment = issue?.comments.find((candidate) => candidate.id === id);
  return issue === undefined || comment === undefined ? undefined : { issue, comment };
}
