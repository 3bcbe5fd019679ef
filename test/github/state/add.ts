import type {
  Account,
  Comment,
  EmailAddress,
  Installation,
  Issue,
  IssueType,
  Label,
  Milestone,
  Permission,
  Repository,
} from '../model.ts';
import { countIn } from './counts.ts';
import { nodeIdOf } from './ids.ts';
import type { GitHubState } from './state.ts';

/*
 * Seeding: objects that were there before the stand-in's history begins. Nothing here is recorded
 * or announced; live changes go through writes/.
 */

export interface NewAccount {
  login: string;
  type?: Account['type'];
  name?: string | null;
  email?: string | null;
  /** Addresses of `GET /user/emails`; by default the public one, verified. */
  emails?: EmailAddress[];
}

export function addAccount(state: GitHubState, account: NewAccount): Account {
  const id = state.ids.next('account');
  const type = account.type ?? 'User';
  const added: Account = {
    id,
    nodeId: nodeIdOf(type, id),
    login: account.login,
    type,
    name: account.name ?? null,
    email: account.email ?? null,
  };
  state.accounts.set(id, added);
  state.logins.set(added.login.toLowerCase(), id);
  state.nodes.set(added.nodeId, { kind: 'Account', id });
  const own: EmailAddress[] =
    added.email === null ? [] : [{ email: added.email, verified: true, primary: true, visibility: 'public' }];
  state.emails.set(id, account.emails ?? own);
  if (type === 'Organization') state.members.set(id, new Map());
  return added;
}

/** Makes a person a member (`admin`: owner) of an organization. */
export function addMember(state: GitHubState, organization: Account, account: Account, role: 'admin' | 'member' = 'member'): void {
  const members = state.members.get(organization.id) ?? new Map<number, 'admin' | 'member'>();
  members.set(account.id, role);
  state.members.set(organization.id, members);
}

export function addIssueType(state: GitHubState, organization: Account, type: { name: string; description?: string; color?: string }): IssueType {
  const id = state.ids.next('issueType');
  const added: IssueType = {
    id,
    nodeId: nodeIdOf('IssueType', id),
    name: type.name,
    description: type.description ?? null,
    color: type.color ?? 'gray',
  };
  const types = state.issueTypes.get(organization.id) ?? [];
  types.push(added);
  state.issueTypes.set(organization.id, types);
  state.nodes.set(added.nodeId, { kind: 'IssueType', organizationId: organization.id, id });
  return added;
}

export interface NewRepository {
  owner: Account;
  name: string;
  description?: string | null;
  private?: boolean;
  archived?: boolean;
  hasIssues?: boolean;
  /** Permission by login's account id. */
  collaborators?: Map<number, Permission>;
  createdAt?: number;
}

export function addRepository(state: GitHubState, repository: NewRepository): Repository {
  const id = state.ids.next('repository');
  const createdAt = repository.createdAt ?? state.now();
  const added: Repository = {
    id,
    nodeId: nodeIdOf('Repository', id),
    ownerId: repository.owner.id,
    name: repository.name,
    description: repository.description ?? null,
    private: repository.private ?? false,
    archived: repository.archived ?? false,
    hasIssues: repository.hasIssues ?? true,
    defaultBranch: 'main',
    labels: [],
    milestones: [],
    issues: new Map(),
    gone: new Map(),
    nextNumber: 1,
    collaborators: repository.collaborators ?? new Map(),
    openIssues: 0,
    createdAt,
    updatedAt: createdAt,
  };
  state.repositories.set(id, added);
  const fullName = `${repository.owner.login}/${added.name}`.toLowerCase();
  state.fullNames.set(fullName, id);
  state.formerNames.delete(fullName);
  state.nodes.set(added.nodeId, { kind: 'Repository', id });
  return added;
}

export function addLabel(state: GitHubState, repository: Repository, label: { name: string; color?: string; description?: string | null }): Label {
  const id = state.ids.next('label');
  const added: Label = {
    id,
    nodeId: nodeIdOf('Label', id),
    name: label.name,
    color: label.color ?? 'ededed',
    description: label.description ?? null,
  };
  repository.labels.push(added);
  state.nodes.set(added.nodeId, { kind: 'Label', repositoryId: repository.id, id });
  return added;
}

export interface NewMilestone {
  title: string;
  creatorId: number;
  description?: string | null;
  state?: Milestone['state'];
  dueOn?: number | null;
  createdAt?: number;
}

export function addMilestone(state: GitHubState, repository: Repository, milestone: NewMilestone): Milestone {
  const id = state.ids.next('milestone');
  const createdAt = milestone.createdAt ?? state.now();
  const added: Milestone = {
    id,
    nodeId: nodeIdOf('Milestone', id),
    number: Math.max(0, ...repository.milestones.map((other) => other.number)) + 1,
    title: milestone.title,
    description: milestone.description ?? null,
    state: milestone.state ?? 'open',
    dueOn: milestone.dueOn ?? null,
    creatorId: milestone.creatorId,
    createdAt,
    updatedAt: createdAt,
    closedAt: milestone.state === 'closed' ? createdAt : null,
    openIssues: 0,
    closedIssues: 0,
  };
  repository.milestones.push(added);
  state.nodes.set(added.nodeId, { kind: 'Milestone', repositoryId: repository.id, id });
  return added;
}

/** An issue's content; ids, node id and number are given by the stand-in. */
export type NewIssue = Pick<Issue, 'title' | 'authorId'> & Partial<Omit<Issue, 'id' | 'nodeId' | 'number' | 'comments'>>;

export function addIssue(state: GitHubState, repository: Repository, issue: NewIssue): Issue {
  const id = state.ids.next('issue');
  const createdAt = issue.createdAt ?? state.now();
  const number = repository.nextNumber;
  const added: Issue = {
    body: null,
    state: 'open',
    stateReason: null,
    locked: false,
    activeLockReason: null,
    pinned: false,
    labelIds: [],
    assigneeIds: [],
    milestoneId: null,
    issueType: null,
    fieldValues: new Map(),
    pullRequest: null,
    viaApp: false,
    duplicateOfId: null,
    createdAt,
    updatedAt: createdAt,
    closedAt: null,
    closedById: null,
    ...issue,
    id,
    nodeId: nodeIdOf(issue.pullRequest ? 'PullRequest' : 'Issue', id),
    number,
    comments: [],
  };
  repository.nextNumber = number + 1;
  repository.issues.set(number, added);
  countIn(repository, added);
  state.nodes.set(added.nodeId, { kind: 'Issue', repositoryId: repository.id, number });
  return added;
}

export function addComment(state: GitHubState, repository: Repository, issue: Issue, comment: Pick<Comment, 'body' | 'authorId'> & Partial<Comment>): Comment {
  const id = state.ids.next('comment');
  const createdAt = comment.createdAt ?? state.now();
  const added: Comment = { viaApp: false, createdAt, updatedAt: createdAt, ...comment, id, nodeId: nodeIdOf('IssueComment', id) };
  issue.comments.push(added);
  state.nodes.set(added.nodeId, { kind: 'IssueComment', repositoryId: repository.id, number: issue.number, id });
  return added;
}

/** Installs the App as it stands (its permissions and events) on an account. */
export function addInstallation(state: GitHubState, account: Account, repositoryIds: Installation['repositoryIds'] = 'all'): Installation {
  const id = state.ids.next('installation');
  const at = state.now();
  const added: Installation = {
    id,
    accountId: account.id,
    repositoryIds,
    permissions: { ...state.app.permissions },
    events: [...state.app.events],
    suspendedAt: null,
    createdAt: at,
    updatedAt: at,
  };
  state.installations.set(id, added);
  return added;
}
