export type StateReason = 'completed' | 'not_planned' | 'duplicate' | 'reopened';

export interface Account {
  id: number;
  login: string;
}

export const PULL_EVENTS = ['draft', 'open', 'review_requested', 'approved', 'merged', 'closed'] as const;

/** How far a pull request is; `closed` means unmerged. */
export type PullEvent = (typeof PULL_EVENTS)[number];

export interface LinkedPull {
  nodeId: string;
  number: number;
  stage: PullEvent;
  /** The branch it is to be merged into. */
  branch: string;
}

/** An issue's place in a project of the organization that owns its repository. */
export interface ProjectItem {
  /** Number of the project within the organization. */
  project: number;
  /** Option names of the single-select fields that were asked for, by field name; a field without a value is left out. */
  values: Record<string, string>;
  /** When each of these values was set. */
  setAt?: Record<string, string>;
  /** When anything of the place changed, a value that was cleared among it. */
  updatedAt?: string;
}

/**
 * What GitHub says of one issue at one moment, the same whether it came by webhook, REST or
 * GraphQL. Times are GitHub's, ISO 8601 in whole seconds.
 */
export interface IssueSnapshot {
  /** GitHub's numeric id: REST `id`, GraphQL `fullDatabaseId`. */
  id: number;
  nodeId: string;
  number: number;
  repositoryId: number;
  title: string;
  /** Byte for byte as GitHub keeps it; no body reads as ''. */
  body: string;
  state: 'open' | 'closed';
  stateReason: StateReason | null;
  labels: string[];
  assignees: Account[];
  milestone: { number: number; title: string; dueOn: string | null } | null;
  /** Name of the issue type. Absent where this source does not say, null for none. */
  issueType?: string | null;
  /** Values of organization-level issue fields by field name. Absent where this source does not say. */
  fields?: Record<string, string | number | string[] | null>;
  /** Linked pull requests. Absent where this source does not say. */
  pulls?: LinkedPull[];
  /** The issue's places in GitHub projects (v2). Absent where this source does not say. */
  projectItems?: ProjectItem[];
  /** Null for an account that was deleted. */
  author: Account | null;
  locked: boolean;
  url: string;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}
