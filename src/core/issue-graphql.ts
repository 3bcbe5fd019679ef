import { z } from 'zod';
import { wholeSeconds } from './issue-time.ts';
import { graphqlItem, isOfOwner, itemFromGraphql } from './projects.ts';
import { graphqlPull, pullFromGraphql } from './pulls.ts';
import type { Account, IssueSnapshot } from './snapshot.ts';

/**
 * The fields of a GraphQL `Issue` that `issueFromGraphql` reads. Two connections (labels,
 * assignees), because connections are what a query costs; limits are GitHub's own maxima.
 */
export const ISSUE_SELECTION = `
  id fullDatabaseId number title body state stateReason(enableDuplicate: true) locked url
  createdAt updatedAt closedAt
  repository { databaseId }
  author { accountType: __typename login ... on User { databaseId } ... on Bot { databaseId } }
  labels(first: 100) { nodes { name } }
  assignees(first: 20) { nodes { login databaseId } }
  milestone { number title dueOn }`;

/** To be added where the server knows it: older Enterprise Servers answer the whole query with an error. Costs nothing. */
export const ISSUE_TYPE_SELECTION = `
  issueType { name }`;

/** As the type, for the organization's issue fields. One connection more; 25 is GitHub's own limit. */
export const ISSUE_FIELDS_SELECTION = `
  issueFieldValues(first: 25) { nodes {
    ... on IssueFieldTextValue { text: value field { ... on IssueFieldText { name } } }
    ... on IssueFieldNumberValue { number: value field { ... on IssueFieldNumber { name } } }
    ... on IssueFieldDateValue { date: value field { ... on IssueFieldDate { name } } }
    ... on IssueFieldSingleSelectValue { option: name field { ... on IssueFieldSingleSelect { name } } }
    ... on IssueFieldMultiSelectValue { options { name } field { ... on IssueFieldMultiSelect { name } } }
  } }`;

const time = z.string().transform(wholeSeconds);
const account = z.object({ accountType: z.string().nullish(), login: z.string(), databaseId: z.number().nullish() });
const databaseId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

function nodesOf<T extends z.ZodType>(node: T) {
  return z.object({ nodes: z.array(node.nullable()).nullish() }).nullish();
}

const STATE_REASONS = {
  COMPLETED: 'completed',
  NOT_PLANNED: 'not_planned',
  DUPLICATE: 'duplicate',
  REOPENED: 'reopened',
} as const;

/** Null for none, and for those of a server to come. */
export const stateReason = z.enum(['COMPLETED', 'NOT_PLANNED', 'DUPLICATE', 'REOPENED']).nullish().catch(null).transform((reason) => (reason ? STATE_REASONS[reason] : null));

const graphqlIssue = z.object({
  id: z.string(),
  fullDatabaseId: databaseId,
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['OPEN', 'CLOSED']),
  stateReason,
  locked: z.boolean().nullish(),
  url: z.string(),
  createdAt: time,
  updatedAt: time,
  closedAt: time.nullish(),
  repository: z.object({ databaseId }).nullish(),
  author: account.nullish(),
  labels: nodesOf(z.object({ name: z.string() })),
  assignees: nodesOf(account),
  milestone: z.object({ number: z.number(), title: z.string(), dueOn: time.nullish() }).nullish(),
  issueType: z.object({ name: z.string() }).nullish(),
  projectItems: nodesOf(graphqlItem),
  closedByPullRequestsReferences: nodesOf(graphqlPull),
  issueFieldValues: nodesOf(
    z.object({
      field: z.object({ name: z.string().optional() }).nullish(),
      text: z.string().nullish(),
      number: z.number().nullish(),
      date: z.string().nullish(),
      option: z.string().nullish(),
      options: z.array(z.object({ name: z.string() })).nullish(),
    }),
  ),
});

type GraphqlIssue = z.output<typeof graphqlIssue>;

/**
 * A GraphQL `Issue` node read with ISSUE_SELECTION, with or without the others.
 * `repositoryId` serves where the selection leaves the repository out. Throws ZodError when the
 * node is no issue.
 */
export function issueFromGraphql(node: unknown, repositoryId?: number): IssueSnapshot {
  const issue = graphqlIssue.parse(node);
  const { milestone } = issue;
  const state = issue.state === 'OPEN' ? 'open' : 'closed';
  return {
    id: issue.fullDatabaseId,
    nodeId: issue.id,
    number: issue.number,
    repositoryId: databaseId.parse(issue.repository?.databaseId ?? repositoryId),
    title: issue.title,
    body: issue.body ?? '',
    state,
    stateReason: issue.stateReason,
    labels: present(issue.labels).map((label) => label.name),
    assignees: present(issue.assignees).flatMap((person) => toAccount(person) ?? []),
    milestone: milestone ? { number: milestone.number, title: milestone.title, dueOn: milestone.dueOn ?? null } : null,
    ...(issue.issueType === undefined ? {} : { issueType: issue.issueType?.name ?? null }),
    ...(issue.issueFieldValues ? { fields: readFields(issue.issueFieldValues) } : {}),
    ...(issue.projectItems ? { projectItems: present(issue.projectItems).filter((item) => isOfOwner(item, issue.url)).map(itemFromGraphql) } : {}),
    ...(issue.closedByPullRequestsReferences ? { pulls: present(issue.closedByPullRequestsReferences).map(pullFromGraphql) } : {}),
    author: toAccount(issue.author),
    locked: issue.locked ?? false,
    url: issue.url,
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    closedAt: issue.closedAt ?? null,
  };
}

function present<T>(connection: { nodes?: (T | null)[] | null | undefined } | null | undefined): T[] {
  return (connection?.nodes ?? []).filter((node) => node !== null);
}

/**
 * An account as REST shows it. GraphQL leaves out the `[bot]` of an App's login; mannequins and
 * organizations have no databaseId here, 0 marks the id as unknown.
 */
function toAccount(person: GraphqlIssue['author']): Account | null {
  if (!person) return null;
  const isBot = person.accountType === 'Bot' && !person.login.endsWith('[bot]');
  return { login: isBot ? `${person.login}[bot]` : person.login, id: person.databaseId ?? 0 };
}

function readFields(values: NonNullable<GraphqlIssue['issueFieldValues']>): NonNullable<IssueSnapshot['fields']> {
  const fields: NonNullable<IssueSnapshot['fields']> = {};
  for (const { field, text, number, date, option, options } of present(values)) {
    if (field?.name === undefined) continue;
    fields[field.name] = options?.map(({ name }) => name) ?? option ?? number ?? date ?? text ?? null;
  }
  return fields;
}
