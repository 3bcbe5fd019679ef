import { z } from 'zod';
import type { IssueEvent, Timeline } from '../core/changed-at.ts';
import { stateReason } from '../core/issue-graphql.ts';
import { wholeSeconds } from '../core/issue-time.ts';
import type { Client } from './clients.ts';
import { graphql } from './graphql.ts';

const at = z.string().transform(wholeSeconds);
const login = z.object({ login: z.string(), databaseId: z.number().nullish() }).nullish();
/** Null for what was deleted since. */
const named = z.object({ name: z.string() }).nullish();
const actor = z.object({ kind: z.string(), login: z.string() }).nullish();
const item = z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('RenamedTitleEvent'), createdAt: at, actor, previousTitle: z.string() }),
  z.object({ __typename: z.literal('ClosedEvent'), createdAt: at, actor, stateReason }),
  z.object({ __typename: z.literal('ReopenedEvent'), createdAt: at, actor }),
  z.object({ __typename: z.enum(['LabeledEvent', 'UnlabeledEvent']), createdAt: at, actor, label: z.object({ name: z.string() }) }),
  z.object({ __typename: z.enum(['AssignedEvent', 'UnassignedEvent']), createdAt: at, actor, assignee: login }),
  z.object({ __typename: z.enum(['MilestonedEvent', 'DemilestonedEvent']), createdAt: at, actor, milestoneTitle: z.string() }),
  z.object({ __typename: z.literal('IssueTypeAddedEvent'), createdAt: at, actor, issueType: named }),
  z.object({ __typename: z.literal('IssueTypeChangedEvent'), createdAt: at, actor, issueType: named, prevIssueType: named }),
  z.object({ __typename: z.literal('IssueTypeRemovedEvent'), createdAt: at, actor, issueType: named }),
  z.object({ __typename: z.enum(['IssueFieldAddedEvent', 'IssueFieldChangedEvent', 'IssueFieldRemovedEvent']), createdAt: at, issueField: named }),
]);

const answer = z.object({
  node: z.object({
    lastEditedAt: at.nullish(),
    timelineItems: z.object({ pageInfo: z.object({ hasPreviousPage: z.boolean() }), nodes: z.array(z.unknown()) }),
  }).nullable(),
});

const ACTOR = 'actor { kind: __typename login }';

const EVENTS = `
    ... on RenamedTitleEvent { createdAt ${ACTOR} previousTitle }
    ... on ClosedEvent { createdAt ${ACTOR} stateReason }
    ... on ReopenedEvent { createdAt ${ACTOR} }
    ... on LabeledEvent { createdAt ${ACTOR} label { name } }
    ... on UnlabeledEvent { createdAt ${ACTOR} label { name } }
    ... on AssignedEvent { createdAt ${ACTOR} assignee { ... on User { login databaseId } ... on Bot { login databaseId } } }
    ... on UnassignedEvent { createdAt ${ACTOR} assignee { ... on User { login databaseId } ... on Bot { login databaseId } } }
    ... on MilestonedEvent { createdAt ${ACTOR} milestoneTitle }
    ... on DemilestonedEvent { createdAt ${ACTOR} milestoneTitle }`;

const TYPE_EVENTS = `
    ... on IssueTypeAddedEvent { createdAt ${ACTOR} issueType { name } }
    ... on IssueTypeChangedEvent { createdAt ${ACTOR} issueType { name } prevIssueType { name } }
    ... on IssueTypeRemovedEvent { createdAt ${ACTOR} issueType { name } }`;

const FIELD_EVENTS = ['Added', 'Changed', 'Removed'].map((what) => `
    ... on IssueField${what}Event { createdAt issueField { ... on IssueFieldCommon { name } } }`).join('');

function queryFor(events: string): string {
  // `RenamedTitleEvent` is asked for as `RENAMED_TITLE_EVENT`.
  const types = [...events.matchAll(/on (\w+Event) /g)].map(([, name = '']) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
  return `query lockstepTimeline($id: ID!, $since: DateTime!) { node(id: $id) { ... on Issue {
  lastEditedAt
  timelineItems(last: 100, since: $since, itemTypes: [${types.join(' ')}]) { pageInfo { hasPreviousPage } nodes {
    __typename${events}
  } }
} } }`;
}

/**
 * What happened to an issue since a time (ISO, GitHub's), a point of GitHub's limit.
 * @param known kinds of events of the server's schema: those of issue types and issue fields came later than the others
 * @returns null where GitHub does not tell all of it: more than a hundred events, or no such issue
 * @throws GitHubError
 */
export async function readTimeline(client: Client, issueNodeId: string, since: string, known: ReadonlySet<string>): Promise<Timeline | null> {
  const tells = { types: known.has('IssueTypeChangedEvent'), fields: known.has('IssueFieldChangedEvent') };
  const query = queryFor(`${EVENTS}${tells.types ? TYPE_EVENTS : ''}${tells.fields ? FIELD_EVENTS : ''}`);
  const { node } = answer.parse(await graphql(client, query, { id: issueNodeId, since }));
  if (!node || node.timelineItems.pageInfo.hasPreviousPage) return null;
  const events = node.timelineItems.nodes.flatMap((raw): IssueEvent[] => {
    const found = item.safeParse(raw).data;
    return found ? toEvent(found) : [];
  });
  return { since, tells, events: node.lastEditedAt != null && node.lastEditedAt >= since ? [...events, { at: node.lastEditedAt, kind: 'rewritten' }] : events };
}

function toEvent(found: z.output<typeof item>): IssueEvent[] {
  const event = { at: found.createdAt, ...('actor' in found && { by: loginOf(found.actor) }) };
  switch (found.__typename) {
    case 'RenamedTitleEvent':
      return [{ ...event, kind: 'renamed', from: found.previousTitle }];
    case 'ClosedEvent':
      return [{ ...event, kind: 'closed', reason: found.stateReason }];
    case 'ReopenedEvent':
      return [{ ...event, kind: 'reopened' }];
    case 'LabeledEvent':
    case 'UnlabeledEvent':
      return [{ ...event, kind: found.__typename === 'LabeledEvent' ? 'labeled' : 'unlabeled', name: found.label.name }];
    case 'MilestonedEvent':
    case 'DemilestonedEvent':
      return [{ ...event, kind: found.__typename === 'MilestonedEvent' ? 'milestoned' : 'demilestoned', name: found.milestoneTitle }];
    case 'IssueTypeAddedEvent':
    case 'IssueTypeChangedEvent':
      return [{ ...event, kind: 'retyped', from: ('prevIssueType' in found && found.prevIssueType?.name) || null, to: found.issueType?.name ?? '' }];
    case 'IssueTypeRemovedEvent':
      return [{ ...event, kind: 'retyped', from: found.issueType?.name ?? null, to: null }];
    case 'IssueFieldAddedEvent':
    case 'IssueFieldChangedEvent':
    case 'IssueFieldRemovedEvent':
      return [{ ...event, kind: 'filled', field: found.issueField?.name ?? null }];
    default: {
      const { assignee } = found;
      return assignee ? [{ ...event, kind: found.__typename === 'AssignedEvent' ? 'assigned' : 'unassigned', account: { login: assignee.login, id: assignee.databaseId ?? 0 } }] : [];
    }
  }
}

/** GraphQL leaves out the `[bot]` of an App's login. */
function loginOf(by: z.output<typeof actor>): string | null {
  if (!by) return null;
  return by.kind === 'Bot' && !by.login.endsWith('[bot]') ? `${by.login}[bot]` : by.login;
}
