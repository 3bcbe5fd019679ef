/** How a linked repository's sync is, in one word, one sentence, and the one thing that mends it. */
import type { Link } from '../store/projects.ts';
import type { RepositoryFacts } from '../store/sync-facts.ts';
import type { PullWait } from './pull-wait.ts';
import { pauseReason, writeBarrier } from './reach.ts';

export type HealthState = 'live' | 'syncing' | 'first-sync' | 'delayed' | 'limited' | 'paused' | 'attention';

/** What a person can do about it: here, or (`github`) on GitHub. */
export type Mend = 'sync' | 'resume' | 'resume-pull' | 'redeliver' | 'retry' | 'brake' | 'conflicts' | 'github';

export interface Health {
  state: HealthState;
  sentence: string;
  mend: Mend | null;
}

export interface HealthFacts {
  link: Link;
  facts: RepositoryFacts;
  /** The wait of the installation's pulls for GitHub's limit. */
  wait: PullWait | null;
  now: Date;
}

/** What waits longer than this is late. */
const LATE_SECONDS = 60;

/** Polls that may be missed before it shows. */
const POLLS_MISSED = 3;

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

type Rule = (facts: HealthFacts) => Health | null;

/** The first that applies. */
const RULES: readonly Rule[] = [
  ({ link }) => (link.integrationState === 'paused' ? { state: 'paused', sentence: pauseReason(link) ?? 'Sync is paused.', mend: 'resume' } : null),
  ({ link }) => {
    const reason = pauseReason(link);
    return reason === null ? null : { state: 'attention', sentence: reason, mend: 'github' };
  },
  halted,
  limited,
  pulling,
  ({ facts: { braked } }) =>
    braked === 0 ? null : { state: 'attention', sentence: `${plural(braked, 'issue waits', 'issues wait')} to be written: so many at once need a person's word.`, mend: 'brake' },
  ({ facts: { parkedDeliveries } }) =>
    parkedDeliveries === 0 ? null : { state: 'attention', sentence: `${plural(parkedDeliveries, 'event', 'events')} of GitHub could not be taken in, again and again.`, mend: 'redeliver' },
  ({ link }) => {
    const reason = writeBarrier(link);
    return reason === null ? null : { state: 'attention', sentence: reason, mend: 'github' };
  },
  ({ facts: { pollError } }) => (pollError === null ? null : { state: 'attention', sentence: pollError, mend: 'sync' }),
  ({ facts: { troubled, parked } }) =>
    troubled + parked === 0 ? null : { state: 'attention', sentence: `${plural(troubled + parked, 'issue is', 'issues are')} not in step; each says why.`, mend: 'retry' },
  ({ facts: { lagSeconds } }) =>
    lagSeconds < LATE_SECONDS ? null : { state: 'delayed', sentence: `What waits has been waiting for ${inWords(lagSeconds)}.`, mend: 'sync' },
  ({ facts: { polledAt, pollEvery }, now }) => {
    const seconds = polledAt === null ? 0 : (now.getTime() - polledAt.getTime()) / 1000;
    return seconds < pollEvery * POLLS_MISSED ? null : { state: 'delayed', sentence: `GitHub was last asked ${inWords(seconds)} ago; it should be every ${inWords(pollEvery)}.`, mend: 'sync' };
  },
  ({ facts: { conflicts } }) => (conflicts === 0 ? null : { state: 'live', sentence: `In step, but for ${plural(conflicts, 'field that waits', 'fields that wait')} for a person to decide.`, mend: 'conflicts' }),
];

const progressOf = ({ pulled, total }: Link['backfill']): string => (total === null ? `${pulled} issues so far` : `${pulled} of ${total} issues`);

function halted({ link: { backfill } }: HealthFacts): Health | null {
  switch (backfill.state) {
    case 'paused':
      return { state: 'paused', sentence: `The pull of all issues is held at ${progressOf(backfill)}.`, mend: 'resume-pull' };
    case 'cancelled':
      return { state: 'paused', sentence: 'The pull of all issues was called off: sync now begins it anew.', mend: 'sync' };
    case 'failed':
      return { state: 'attention', sentence: backfill.error ?? 'The pull of all issues failed.', mend: 'sync' };
    default:
      return null;
  }
}

/** Before the pull of all issues: where GitHub asks to wait, that stands still, too. */
function limited({ wait, link: { backfill } }: HealthFacts): Health | null {
  if (wait === null) return null;
  const reached = backfill.state === 'pulling' ? `, with ${progressOf(backfill)} pulled` : '';
  if (wait.reserved) {
    if (backfill.state !== 'waiting' && backfill.state !== 'pulling') return null;
    return { state: 'limited', sentence: `The pull waits for GitHub's limit${reached}: what is left of it is kept for people and events. It goes on by itself then.`, mend: null };
  }
  return { state: 'limited', sentence: `GitHub asks to wait${reached}. Everything goes on by itself then.`, mend: null };
}

function pulling({ link: { backfill } }: HealthFacts): Health | null {
  const state = backfill.again ? 'syncing' : 'first-sync';
  if (backfill.state === 'waiting') return { state, sentence: 'The pull of all issues begins in a moment.', mend: null };
  return backfill.state === 'pulling' ? { state, sentence: `${backfill.again ? 'All issues are read again' : 'Issues are being pulled'}: ${progressOf(backfill)}.`, mend: null } : null;
}

export function healthOf(facts: HealthFacts): Health {
  for (const rule of RULES) {
    const health = rule(facts);
    if (health !== null) return health;
  }
  const how = facts.facts.autoSync ? 'Changes go both ways within seconds.' : 'Events are switched off: changes come with each poll.';
  return { state: 'live', sentence: how, mend: null };
}

/** The order in which states matter for a project that has several repositories. */
export const GRAVITY: readonly HealthState[] = ['attention', 'limited', 'delayed', 'paused', 'first-sync', 'syncing', 'live'];

function inWords(seconds: number): string {
  if (seconds < 120) return plural(Math.round(seconds), 'second', 'seconds');
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? plural(minutes, 'minute', 'minutes') : plural(Math.round(minutes / 60), 'hour', 'hours');
}
