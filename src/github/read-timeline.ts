import { z } from 'zod';
import type { IssueEvent, Timeline } from '../core/changed-at.ts';
import { wholeSeconds } from '../core/issue-time.ts';
import type { Client } from './clients.ts';
import { graphql } from './graphql.ts';

const at = z.string().transform(wholeSeconds);
const login = z.object({ login: z.string(), databaseId: z.number().nullish() }).nullish();
const item = z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('RenamedTitleEvent'), createdAt: at, previousTitle: z.string() }),
  z.object({ __typename: z.enum(['ClosedEvent', 'ReopenedEvent']), createdAt: at }),
  z.object({ __typename: z.enum(['LabeledEvent', 'UnlabeledEvent']), createdAt: at, label: z.object({ name: z.string() }) }),
  z.object({ __typename: z.enum(['AssignedEvent', 'UnassignedEvent']), createdAt: at, assignee: login }),
  z.object({ __typename: z.enum(['MilestonedEvent', 'DemilestonedEvent']), createdAt: at, milestoneTitle: z.string() }),
]);

const answer = z.object({
  node: z.object({
    lastEditedAt: at.nullish(),
    timelineItems: z.object({ pageInfo: z.object({ hasPreviousPage: z.boolean() }), nodes: z.array(z.unknown()) }),
  }).nullable(),
});

const TYPES = ['RENAMED_TITLE', 'CLOSED', 'REOPENED', 'LABELED', 'UNLABELED', 'ASSIGNED', 'UNASSIGNED', 'MILESTONED', 'DEMILESTONED'];

const QUERY = `query lockstepTimeline($id: ID!, $since: DateTime!) { node(id: $id) { ... on Issue {
  lastEditedAt
  timelineItems(last: 100, since: $since, itemTypes: [${TYPES.map((type) => `${type}_EVENT`).join(' ')}]) { pageInfo { hasPreviousPage } nodes {
    __typename
    ... on RenamedTitleEvent { createdAt previousTitle }
    ... on ClosedEvent { createdAt }
    ... on ReopenedEvent { createdAt }
    ... on LabeledEvent { createdAt label { name } }
    ... on UnlabeledEvent { createdAt label { name } }
    ... on AssignedEvent { createdAt assignee { ... on User { login databaseId } ... on Bot { login databaseId } } }
    ... on UnassignedEvent { createdAt assignee { ... on User { login databaseId } ... on Bot { login databaseId } } }
    ... on MilestonedEvent { createdAt milestoneTitle }
    ... on DemilestonedEvent { createdAt milestoneTitle }
  } }
} } }`;

/**
 * What happened to an issue since a time (ISO, GitHub's), a point of GitHub's limit.
 * @returns null where GitHub does not tell all of it: more than a hundred events, or no such issue
 * @throws GitHubError
 */
export async function readTimeline(client: Client, issueNodeId: string, since: string): Promise<Timeline | null> {
  const { node } = answer.parse(await graphql(client, QUERY, { id: issueNodeId, since }));
  if (!node || node.timelineItems.pageInfo.hasPreviousPage) return null;
  const events = node.timelineItems.nodes.flatMap((raw): IssueEvent[] => {
    const found = item.safeParse(raw).data;
    return found ? toEvent(found) : [];
  });
  return { since, events: node.lastEditedAt != null && node.lastEditedAt >= since ? [...events, { at: node.lastEditedAt, kind: 'rewritten' }] : events };
}

function toEvent(found: z.output<typeof item>): IssueEvent[] {
  const { createdAt } = found;
  switch (found.__typename) {
    case 'RenamedTitleEvent':
      return [{ at: createdAt, kind: 'renamed', from: found.previousTitle }];
    case 'ClosedEvent':
    case 'ReopenedEvent':
      return [{ at: createdAt, kind: found.__typename === 'ClosedEvent' ? 'closed' : 'reopened' }];
    case 'LabeledEvent':
    case 'UnlabeledEvent':
      return [{ at: createdAt, kind: found.__typename === 'LabeledEvent' ? 'labeled' : 'unlabeled', name: found.label.name }];
    case 'MilestonedEvent':
    case 'DemilestonedEvent':
      return [{ at: createdAt, kind: found.__typename === 'MilestonedEvent' ? 'milestoned' : 'demilestoned', name: found.milestoneTitle }];
    default: {
      const { assignee } = found;
      return assignee ? [{ at: createdAt, kind: found.__typename === 'AssignedEvent' ? 'assigned' : 'unassigned', account: { login: assignee.login, id: assignee.databaseId ?? 0 } }] : [];
    }
  }
}
