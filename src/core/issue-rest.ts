import { z } from 'zod';
import { wholeSeconds } from './issue-time.ts';
import type { IssueSnapshot } from './snapshot.ts';

const account = z.object({ id: z.number(), login: z.string() });
const time = z.string().transform(wholeSeconds);

const fieldValue = z.object({
  value: z.union([z.string(), z.number()]).nullish().catch(null),
  single_select_option: z.object({ name: z.string() }).nullish(),
  multi_select_options: z.array(z.object({ name: z.string() })).nullish(),
});

// What is mapped to a field must be there: a payload that left it out would read as an empty value.
const restIssue = z.object({
  id: z.number(),
  node_id: z.string(),
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish().catch(null),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  assignees: z.array(account.nullable()),
  milestone: z.object({ number: z.number(), title: z.string(), due_on: time.nullish() }).nullable(),
  type: z.object({ name: z.string() }).nullish(),
  issue_field_values: z.array(fieldValue.extend({ issue_field_name: z.string().nullish() })).nullish(),
  user: account.nullish(),
  locked: z.boolean().nullish(),
  html_url: z.string(),
  created_at: time,
  updated_at: time,
  closed_at: time.nullish(),
});

type RestFieldValue = NonNullable<z.output<typeof restIssue>['issue_field_values']>[number];

/**
 * The issue of a webhook, or null where the payload shows a part of it only (`issues.pinned` comes
 * without state and labels): then it is a hint, and the issue is to be read.
 */
export function issueFromWebhook(payload: unknown, repositoryId: number): IssueSnapshot | null {
  return restIssue.safeParse(payload).success ? issueFromRest(payload, repositoryId) : null;
}

/**
 * An issue as the REST API and webhook payloads show it. `repositoryId` is GitHub's numeric id,
 * which the issue object itself does not carry. Throws ZodError when the payload is no issue.
 * Source: GitHub's OpenAPI description, schemas `issue`, `issue-field-value`, `webhooks_issue`.
 */
export function issueFromRest(payload: unknown, repositoryId: number): IssueSnapshot {
  const issue = restIssue.parse(payload);
  const { milestone } = issue;
  const fields = issue.issue_field_values && readFields(issue.issue_field_values);
  return {
    id: issue.id,
    nodeId: issue.node_id,
    number: issue.number,
    repositoryId,
    title: issue.title,
    body: issue.body ?? '',
    state: issue.state,
    stateReason: issue.state_reason ?? null,
    labels: issue.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
    assignees: issue.assignees.filter((person) => person !== null),
    milestone: milestone ? { number: milestone.number, title: milestone.title, dueOn: milestone.due_on ?? null } : null,
    ...(issue.type === undefined ? {} : { issueType: issue.type?.name ?? null }),
    ...(fields ? { fields } : {}),
    author: issue.user ?? null,
    locked: issue.locked ?? false,
    url: issue.html_url,
    createdAt: issue.created_at,
    updatedAt: issue.updated_at,
    closedAt: issue.closed_at ?? null,
  };
}

/** Undefined when a value comes without the name of its field: then this source does not say. */
function readFields(values: readonly RestFieldValue[]): IssueSnapshot['fields'] {
  const fields: NonNullable<IssueSnapshot['fields']> = {};
  for (const { issue_field_name, ...value } of values) {
    if (!issue_field_name) return undefined;
    fields[issue_field_name] = toValue(value);
  }
  return fields;
}

function toValue({ value, single_select_option, multi_select_options }: z.output<typeof fieldValue>): string | number | string[] | null {
  return multi_select_options?.map(({ name }) => name) ?? single_select_option?.name ?? value ?? null;
}

const storedValues = z.array(fieldValue.extend({ issue_field_id: z.number() }));

/** The values of an issue's fields by the fields' ids, as the list of them answers. Source: GitHub's OpenAPI description, schema `issue-field-value`. */
export function fieldValuesFromRest(payload: unknown): Map<number, ReturnType<typeof toValue>> {
  return new Map(storedValues.parse(payload).map(({ issue_field_id, ...value }) => [issue_field_id, toValue(value)]));
}
