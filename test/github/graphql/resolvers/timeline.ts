import { toIso } from '../../state/clock.ts';
import { accountOf } from '../../state/find.ts';
import type { Resolvers } from '../resolver.ts';
import { accountSource, type TimelineSource } from '../sources.ts';

const eventResolvers: Resolvers<TimelineSource> = {
  id: ({ id }) => id,
  actor: ({ entry }, _args, { state }) => accountSource(accountOf(state, entry.actorId)),
  createdAt: ({ entry }) => toIso(entry.at),
};

/** Fields that a kind of event has of its own, out of its `detail`. */
const OWN_FIELDS = {
  RenamedTitleEvent: ['previousTitle', 'currentTitle', 'subject'],
  ClosedEvent: ['closable', 'closer', 'stateReason'],
  ReopenedEvent: ['closable', 'stateReason'],
  LabeledEvent: ['label', 'labelable'],
  UnlabeledEvent: ['label', 'labelable'],
  AssignedEvent: ['assignee', 'assignable'],
  UnassignedEvent: ['assignee', 'assignable'],
  MilestonedEvent: ['milestoneTitle', 'subject'],
  DemilestonedEvent: ['milestoneTitle', 'subject'],
  IssueTypeAddedEvent: ['issueType'],
  IssueTypeChangedEvent: ['issueType', 'prevIssueType'],
  IssueTypeRemovedEvent: ['issueType'],
  IssueFieldAddedEvent: ['issueField', 'value'],
  IssueFieldChangedEvent: ['issueField', 'previousValue', 'newValue'],
  IssueFieldRemovedEvent: ['issueField'],
} as const;

/** Resolvers of every kind of timeline event, by type name. */
export const timelineResolvers: Record<string, Resolvers<TimelineSource>> = Object.fromEntries(
  Object.entries(OWN_FIELDS).map(([typename, fields]) => [
    typename,
    { ...eventResolvers, ...Object.fromEntries(fields.map((field) => [field, ({ detail }: TimelineSource) => detail[field]])) },
  ]),
);
