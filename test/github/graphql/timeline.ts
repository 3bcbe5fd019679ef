import type { HistoryEntry } from '../model.ts';
import { findIssueType, findLabel, findLogin } from '../state/find.ts';
import { issueFieldsOf } from '../state/issue-fields.ts';
import type { GitHubState } from '../state/state.ts';
import type { PageArgs } from './connection.ts';
import { fieldSource } from './resolvers/issue-fields.ts';
import { accountSource, commentSource, issueSource, issueTypeSource, labelSource, type IssueSource, type TimelineSource } from './sources.ts';

export interface TimelineArgs extends PageArgs {
  itemTypes?: string[] | null;
  since?: string | null;
}

type Change = HistoryEntry['changes'][string];
type Item = readonly [typename: string, detail: Record<string, unknown>];

/**
 * What happened to an issue since the stand-in runs, oldest first, from the history of writes.
 * Seeded issues come without a past.
 */
export function timelineOf(state: GitHubState, source: IssueSource, { itemTypes, since }: TimelineArgs): TimelineSource[] {
  const from = since == null ? 0 : Date.parse(since);
  return (state.historyByIssue.get(source.issue.id) ?? [])
    .filter((entry) => entry.at >= from)
    .flatMap((entry) =>
      itemsOf(state, source, entry).map(([typename, detail], index) => ({
        kind: typename,
        id: `TL_${Buffer.from(`${entry.sequence}:${index}`).toString('base64url')}`,
        entry,
        issue: source,
        detail,
      })),
    )
    .filter((item) => itemTypes == null || itemTypes.includes(constantCase(item.kind)));
}

function itemsOf(state: GitHubState, source: IssueSource, { action, changes }: HistoryEntry): Item[] {
  if (action === 'comment.create') {
    const comment = source.issue.comments.find((candidate) => candidate.id === changes['comment']?.to);
    return comment === undefined ? [] : [['IssueComment', { ...commentSource(comment, source) }]];
  }
  if (action.startsWith('comment')) return [];
  const { title, state: stage, stateReason, milestone } = changes;
  const items: Item[] = [];
  if (title !== undefined && title.from !== null) items.push(['RenamedTitleEvent', { previousTitle: title.from, currentTitle: title.to, subject: source }]);
  if (stage !== undefined) {
    const reason = typeof stateReason?.to === 'string' ? stateReason.to.toUpperCase() : null;
    items.push([stage.to === 'closed' ? 'ClosedEvent' : 'ReopenedEvent', { closable: source, closer: null, stateReason: reason }]);
  }
  for (const [name, list] of setChanges(changes['labels'])) {
    const label = findLabel(source.repository, name);
    if (label !== undefined) items.push([list === 'added' ? 'LabeledEvent' : 'UnlabeledEvent', { label: labelSource(label, source.repository), labelable: source }]);
  }
  for (const [login, list] of setChanges(changes['assignees'])) {
    const account = findLogin(state, login);
    if (account !== undefined) items.push([list === 'added' ? 'AssignedEvent' : 'UnassignedEvent', { assignee: accountSource(account), assignable: source }]);
  }
  items.push(...milestoneItems(source, milestone), ...typeItems(state, source, changes['issueType']), ...fieldItems(state, source, changes));
  return items;
}

function typeItems(state: GitHubState, { repository }: IssueSource, change: Change | undefined): Item[] {
  const typed = (name: unknown) => {
    const type = typeof name === 'string' ? findIssueType(state, repository, name) : undefined;
    return type === undefined ? null : issueTypeSource(type);
  };
  const [before, after] = [typed(change?.from), typed(change?.to)];
  if (before === null) return after === null ? [] : [['IssueTypeAddedEvent', { issueType: after }]];
  return [after === null ? ['IssueTypeRemovedEvent', { issueType: before }] : ['IssueTypeChangedEvent', { issueType: after, prevIssueType: before }]];
}

function fieldItems(state: GitHubState, { repository }: IssueSource, changes: HistoryEntry['changes']): Item[] {
  return issueFieldsOf(state, repository).flatMap((field): Item[] => {
    const change = changes[`field ${field.name}`];
    if (change === undefined) return [];
    const issueField = fieldSource(field);
    if (change.to === null) return [['IssueFieldRemovedEvent', { issueField }]];
    const value = String(change.to);
    return [change.from === null ? ['IssueFieldAddedEvent', { issueField, value }] : ['IssueFieldChangedEvent', { issueField, previousValue: String(change.from), newValue: value }]];
  });
}

function milestoneItems(source: IssueSource, milestone: Change | undefined): Item[] {
  const titleOf = (number: unknown) => source.repository.milestones.find((candidate) => candidate.number === number)?.title;
  const subject = issueSource(source.issue, source.repository);
  return (['from', 'to'] as const).flatMap((side): Item[] => {
    const milestoneTitle = titleOf(milestone?.[side]);
    return milestoneTitle === undefined ? [] : [[side === 'from' ? 'DemilestonedEvent' : 'MilestonedEvent', { milestoneTitle, subject }]];
  });
}

function setChanges(change: Change | undefined): [name: string, list: 'added' | 'removed'][] {
  const [before, after] = [namesIn(change?.from), namesIn(change?.to)];
  return [
    ...before.filter((name) => !after.includes(name)).map((name): [string, 'removed'] => [name, 'removed']),
    ...after.filter((name) => !before.includes(name)).map((name): [string, 'added'] => [name, 'added']),
  ];
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** `RenamedTitleEvent` to `RENAMED_TITLE_EVENT`, as IssueTimelineItemsItemType names the types. */
function constantCase(typename: string): string {
  return typename.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
