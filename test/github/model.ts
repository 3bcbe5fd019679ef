/**
 * What the GitHub stand-in remembers: GitHub's own objects, in plain data. Times are epoch
 * milliseconds of the stand-in's clock; they are cut to whole seconds where GitHub shows them.
 * Renderers (REST, GraphQL, webhooks) turn these into GitHub's shapes; nothing else does.
 */

export interface Account {
  /** Numeric id, as GitHub's `id` and `databaseId`. */
  id: number;
  nodeId: string;
  login: string;
  type: 'User' | 'Organization' | 'Bot';
  name: string | null;
  /** Public address, null where the person shows none. */
  email: string | null;
}

export interface Label {
  id: number;
  nodeId: string;
  name: string;
  /** Six hex digits, no `#`. */
  color: string;
  description: string | null;
}

export interface Milestone {
  id: number;
  nodeId: string;
  number: number;
  title: string;
  description: string | null;
  state: 'open' | 'closed';
  dueOn: number | null;
  creatorId: number;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  /** Kept by `countIn`/`countOut` of state/counts.ts, so that rendering never counts. */
  openIssues: number;
  closedIssues: number;
}

export type StateReason = 'completed' | 'not_planned' | 'duplicate' | 'reopened';

export interface PullRequestReview {
  id: number;
  nodeId: string;
  authorId: number;
  state: 'approved' | 'changes_requested' | 'commented';
  submittedAt: number;
}

export interface PullRequestPart {
  draft: boolean;
  merged: boolean;
  headRef: string;
  baseRef: string;
  /** People asked for a review who have not given one since. */
  reviewerIds: number[];
  /** The last review of each person, in the order they were given. */
  reviews: PullRequestReview[];
}

export interface Comment {
  id: number;
  nodeId: string;
  body: string;
  authorId: number;
  /** Written through the App, by itself or for a person: GitHub's `performed_via_github_app`. */
  viaApp: boolean;
  createdAt: number;
  updatedAt: number;
}

/** An issue or (where `pullRequest` is set) a pull request: they share numbers and the REST list. */
export interface Issue {
  id: number;
  nodeId: string;
  number: number;
  title: string;
  body: string | null;
  authorId: number;
  state: 'open' | 'closed';
  stateReason: StateReason | null;
  locked: boolean;
  activeLockReason: 'off-topic' | 'too heated' | 'resolved' | 'spam' | null;
  pinned: boolean;
  /** Ids in the order GitHub shows them. */
  labelIds: number[];
  assigneeIds: number[];
  milestoneId: number | null;
  /** Name of the organization's issue type (Bug, Feature, Task, ...). */
  issueType: string | null;
  /** Values of the organization's issue fields, by the field's id. */
  fieldValues: Map<number, FieldValue>;
  comments: Comment[];
  pullRequest: PullRequestPart | null;
  viaApp: boolean;
  /** Database id of the original, where it was closed as a duplicate of one. */
  duplicateOfId: number | null;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  closedById: number | null;
}

/** What stands at a number whose issue has gone: answered 410, or 301 to the new place. */
export type Gone =
  | { kind: 'deleted' }
  | { kind: 'transferred'; repositoryId: number; number: number }
  | { kind: 'discussion' };

export type Permission = 'admin' | 'maintain' | 'push' | 'triage' | 'pull' | 'none';

export interface Repository {
  id: number;
  nodeId: string;
  ownerId: number;
  name: string;
  description: string | null;
  private: boolean;
  archived: boolean;
  hasIssues: boolean;
  defaultBranch: string;
  labels: Label[];
  milestones: Milestone[];
  /** By number; issues and pull requests together. */
  issues: Map<number, Issue>;
  gone: Map<number, Gone>;
  nextNumber: number;
  /** Permission by account id; who is not listed has `pull` on public and `none` on private ones. */
  collaborators: Map<number, Permission>;
  /** Open issues and pull requests together, as GitHub's `open_issues_count`. */
  openIssues: number;
  createdAt: number;
  updatedAt: number;
}

export interface Installation {
  id: number;
  accountId: number;
  /** 'all', or the ids chosen by the owner. */
  repositoryIds: 'all' | Set<number>;
  permissions: Record<string, 'read' | 'write' | 'admin'>;
  events: string[];
  suspendedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** One write that took effect: what tests judge by. Never pruned, never rewritten. */
export interface HistoryEntry {
  /** 1, 2, 3, ... in the order of effect. */
  sequence: number;
  at: number;
  /** The account GitHub shows as author: a person, or the App's bot. */
  actorId: number;
  /** How the write came in. */
  via: 'rest' | 'graphql' | 'person';
  /** `issue.create`, `issue.update`, `label.create`, ... */
  action: string;
  repositoryId: number | null;
  issueId: number | null;
  /** Each changed property with both values. */
  changes: Record<string, { from: unknown; to: unknown }>;
  /** The request's `x-github-request-id`, to pair it with the caller's log; null for a person's edit in the browser. */
  requestId: string | null;
}

/** An organization's issue type (Bug, Feature, Task, ...). */
export interface IssueType {
  id: number;
  nodeId: string;
  name: string;
  description: string | null;
  color: string;
}

/** Names of options for select fields. */
export type FieldValue = string | number | string[];

/** An organization's issue field. */
export interface IssueField {
  id: number;
  nodeId: string;
  name: string;
  dataType: 'text' | 'number' | 'date' | 'single_select' | 'multi_select';
  options: { id: number; nodeId: string; name: string; color: string }[];
  createdAt: number;
}

/** A project (v2) of an organization, with single-select fields only. */
export interface Project {
  id: number;
  nodeId: string;
  ownerId: number;
  number: number;
  title: string;
  fields: { id: number; nodeId: string; name: string; options: { id: string; name: string }[] }[];
  /** In the order they were added. */
  items: ProjectItem[];
}

export interface ProjectItem {
  id: number;
  nodeId: string;
  repositoryId: number;
  /** Of the issue. */
  number: number;
  creatorId: number;
  /** Option name by field id. */
  values: Map<number, string>;
  /** When each value was set, by field id. */
  valueTimes: Map<number, number>;
  createdAt: number;
  updatedAt: number;
}

export type Permissions = Record<string, 'read' | 'write' | 'admin'>;

/** The one GitHub App that the stand-in knows. */
export interface App {
  id: number;
  nodeId: string;
  slug: string;
  name: string;
  /** The account that owns the App. */
  ownerId: number;
  /** The account that GitHub shows for the App's own writes, `<slug>[bot]`. */
  botId: number;
  clientId: string;
  clientSecret: string;
  /** RSA private key, PKCS#1 PEM as GitHub gives it. */
  privateKey: string;
  webhookSecret: string;
  /** Where deliveries go; null: nowhere, they are logged as failed. */
  webhookUrl: string | null;
  /** Whether deliveries go out without a look at the receiver's certificate. */
  insecureSsl: boolean;
  hookId: number;
  permissions: Permissions;
  events: string[];
  /** Registered callbacks: a `redirect_uri` must equal one of them. */
  callbackUrls: string[];
  setupUrl: string | null;
  createdAt: number;
}

/** One of a person's addresses, as `GET /user/emails` lists it. */
export interface EmailAddress {
  email: string;
  verified: boolean;
  primary: boolean;
  visibility: 'public' | 'private' | null;
}
