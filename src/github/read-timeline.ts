import { z } from 'zod';
import type { IssueEvent, Timeline } from '../core/last-changes.ts';
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
  z.object({ __typename: z.literal('IssueFieldAddedEvent'), createdAt: at, actor, issueField: named, value: z.string().nullish() }),
  z.object({ __typename: z.literal('IssueFieldChangedEvent'), createdAt: at, actor, issueField: named, newValue: z.string().nullish() }),
  z.object({ __typename: z.literal('IssueFieldRemovedEvent'), createdAt: at, actor, issueField: named }),
]);

const edit = z.object({ editedAt: at, editor: actor, diff: z.string().nullish() });

const answer = z.object({
  node: z.object({
    body: z.string().nullish(),
    userContentEdits: z.object({ nodes: z.array(edit.nullable()).nullable() }).nullish(),
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

const FIELD_EVENTS = [['Added', 'value'], ['Changed', 'newValue'], ['Removed', '']].map(([what, value]) => `
    ... on IssueField${what}Event { createdAt ${ACTOR} issueField { ... on IssueFieldCommon { name } } ${value} }`).join('');

function queryFor(events: string): string {
  // `RenamedTitleEvent` is asked for as `RENAMED_TITLE_EVENT`.
  const types = [...events.matchAll(/on (\w+Event) /g)].map(([, name = '']) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
  return `query lockstepTimeline($id: ID!, $since: DateTime!) { node(id: $id) { ... on Issue {
  body
  userContentEdits(first: 20) { nodes { editedAt editor { kind: __typename login } diff } }
  timelineItems(last: 100, since: $since, itemTypes: [${types.join(' ')}]) { pageInfo { hasPreviousPage } nodes {
    __typename${events}
  } }
} } }`;
}

/**
 * What happened to an issue since a time (ISO, GitHub's), a point of GitHub's limit. Of more than a hundred
 * events it has the newest, and says since when.
 * @param known kinds of events of the server's schema: those of issue types and issue fields came later than the others
 * @returns null where there is no such issue
 * @throws GitHubError
 */
export async function readTimeline(client: Client, issueNodeId: string, since: string, known: ReadonlySet<string>): Promise<Timeline | null> {
  const tells = { types: known.has('IssueTypeChangedEvent'), fields: known.has('IssueFieldChangedEvent') };
  const query = queryFor(`${EVENTS}${tells.types ? TYPE_EVENTS : ''}${tells.fields ? FIELD_EVENTS : ''}`);
  const { node } = answer.parse(await graphql(client, query, { id: issueNodeId, since }));
  if (!node) return null;
  const events = node.timelineItems.nodes.flatMap((raw): IssueEvent[] => {
    const found = item.safeParse(raw).data;
    return found ? toEvent(found) : [];
  });
  const edits = toEdits((node.userContentEdits?.nodes ?? []).filter((one) => one !== null), node.body).filter((event) => event.at >= since);
  return { since: (node.timelineItems.pageInfo.hasPreviousPage && events[0]?.at) || since, tells, events: [...events, ...edits] };
}

/**
 * The body's own history, oldest first.
 * @param edits newest first; each has the whole text as it was then, unless somebody deleted it from the history
 */
function toEdits(edits: readonly z.output<typeof edit>[], body: string | null | undefined): IssueEvent[] {
  // Documented as a summary: taken for the text only where the newest one is.
  const isText = edits[0]?.diff != null && edits[0].diff === body;
  return edits.map(({ editedAt, editor, diff }, index): IssueEvent => {
    const from = edits[index + 1]?.diff;
    return { at: editedAt, by: loginOf(editor), kind: 'rewritten', ...(isText && diff != null && { to: diff }), ...(isText && from != null && { from }) };
  }).toReversed();
}

function toEvent(found: z.output<typeof item>): IssueEvent[] {
  const event = { at: found.createdAt, by: loginOf(found.actor) };
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
      return [filled(event, found.issueField, found.value)];
    case 'IssueFieldChangedEvent':
      return [filled(event, found.issueField, found.newValue)];
    case 'IssueFieldRemovedEvent':
      return [filled(event, found.issueField, null)];
    default: {
      const { assignee } = found;
      return assignee ? [{ ...event, kind: found.__typename === 'AssignedEvent' ? 'assigned' : 'unassigned', account: { login: assignee.login, id: assignee.databaseId ?? 0 } }] : [];
    }
  }
}

function filled(event: Pick<IssueEvent, 'at' | 'by'>, field: z.output<typeof named>, to: string | null | undefined): IssueEvent {
  return { ...event, kind: 'filled', field: field?.name ?? null, ...(to !== undefined && { to }) };
}

/** GraphQL leaves out the `[bot]` of an App's login. */
function loginOf(by: z.output<typeof actor>): string | null {
  if (!by) return null;
  return by.kind === 'Bot' && !by.login.endsWith('[bot]') ? `${by.login}[bot]` : by.login;
}
