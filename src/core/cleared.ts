/**
 * What somebody took away right before our write put something in its place: a milestone, a type, the end of an issue. Their
 * event says nothing that our own step on the way would not say, and ours says only what it set. The timeline
 * knows the order, and who did it: what stands before our step and is by somebody who cannot have been us was lost (I5).
 */
import type { IssueEvent, LastChange, Timeline } from './last-changes.ts';
import { catalogue } from './fields/catalogue.ts';
import { fold } from './merge/set.ts';
import { equalValues } from './merge/value.ts';
import type { LastPush, Told } from './overwritten.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

interface Clearing {
  /** An issue from which it was taken away. */
  cleared: Told;
  /** Whether an event tells of the same part of the issue; others stand between without meaning anything. */
  isOf: (event: IssueEvent) => boolean;
  isClearing: (event: IssueEvent) => boolean;
  /** @param now the issue after it */
  isSetting: (event: IssueEvent, now: IssueSnapshot) => boolean;
}

/** By the action of the webhook that tells of our write. */
const CLEARINGS: Readonly<Record<string, Clearing>> = {
  milestoned: {
    cleared: (issue) => ({ ...issue, milestone: null }),
    isOf: ({ kind }) => kind === 'milestoned' || kind === 'demilestoned',
    isClearing: ({ kind }) => kind === 'demilestoned',
    isSetting: (event, { milestone }) => event.kind === 'milestoned' && event.name === milestone?.title,
  },
  typed: {
    cleared: (issue) => ({ ...issue, issueType: null }),
    isOf: ({ kind }) => kind === 'retyped',
    isClearing: (event) => event.kind === 'retyped' && event.to === null,
    isSetting: (event, { issueType }) => event.kind === 'retyped' && event.to === issueType,
  },
  // Closed for another reason, an issue is opened first.
  closed: {
    cleared: (issue) => ({ ...issue, state: 'open', stateReason: 'reopened' }),
    isOf: ({ kind }) => kind === 'closed' || kind === 'reopened',
    isClearing: ({ kind }) => kind === 'reopened',
    isSetting: ({ kind }) => kind === 'closed',
  },
};

export interface Doubt {
  push: LastPush;
  cleared: Told;
  /** @returns who took it away, and when; null where nobody but us is known to have done so */
  clearedBy: (timeline: Timeline, bot: string) => LastChange | null;
}

/**
 * @param action of a webhook that says what was set
 * @returns the newest push that may be meant, where it put something in the place of something else; only then is there a doubt
 */
export function doubtOf(pushes: readonly LastPush[], action: string, set: Told, settings: IntegrationSettings): Doubt | null {
  const clearing = CLEARINGS[action];
  if (!clearing) return null;
  const { cleared } = clearing;
  const push = pushes.findLast(({ before, wrote }) => catalogue(settings).some((field) => {
    const [ours, now, then, without] = [wrote[field.key], ...[set(before), before, cleared(before)].map((issue) => field.read(issue, settings))];
    if (ours === undefined || now === undefined || then === undefined || without === undefined) return false;
    return equalValues(field, now, ours) && !equalValues(field, then, without);
  }));
  return push ? { push, cleared, clearedBy: ({ events }, bot) => judge(clearing, push, set(push.before), events, bot) } : null;
}

function judge({ isOf, isClearing, isSetting }: Clearing, { before, member }: LastPush, now: IssueSnapshot, all: readonly IssueEvent[], bot: string): LastChange | null {
  const events = all.filter((event) => event.at >= before.updatedAt && isOf(event));
  const is = (by: string | null | undefined, login: string): boolean => by != null && fold(by) === fold(login);
  // Where a member's token was to write and the App did, its steps may be of both: then nothing is sure.
  const last = events.findLastIndex((event) => isSetting(event, now) && is(event.by, member ?? bot));
  const previous = events[last - 1];
  if (!previous || previous.by == null || !isClearing(previous)) return null;
  return is(previous.by, bot) || (member != null && is(previous.by, member)) ? null : { at: previous.at, by: previous.by };
}
