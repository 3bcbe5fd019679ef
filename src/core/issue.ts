export { issueFromGraphql, ISSUE_FIELDS_SELECTION, ISSUE_SELECTION, ISSUE_TYPE_SELECTION } from './issue-graphql.ts';
export { fieldValuesFromRest, issueFromRest, issueFromWebhook } from './issue-rest.ts';
export type { Account, IssueSnapshot, StateReason } from './snapshot.ts';
