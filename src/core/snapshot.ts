export type StateReason = 'completed' | 'not_planned' | 'duplicate' | 'reopened';

export interface Account {
  id: number;
  login: string;
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
  /** Null for an account that was deleted. */
  author: Account | null;
  locked: boolean;
  url: string;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}
