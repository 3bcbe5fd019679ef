export { issueFromGraphql, ISSUE_EXTENDED_SELECTION, ISSUE_SELECTION } from './issue-graphql.ts';
export { issueFromRest, issueFromWebhook } from './issue-rest.ts';
export type { Account, IssueSnapshot, StateReason } from './snapshot.ts';
