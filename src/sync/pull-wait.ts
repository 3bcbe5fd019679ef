import { waitOf } from '../core/budget.ts';
import type { ApiStanding } from '../store/sync-facts.ts';

/** What pulls are counted against. */
const RESOURCE = 'graphql';

export interface PullWait {
  until: Date;
  /** GitHub would still answer, but what is left is kept for more urgent calls. */
  reserved: boolean;
}

/**
 * Until when the pulls of an installation wait for GitHub's limit, by the rule that each of their calls goes by.
 * @param now the database's time
 * @returns null where they may go on
 */
export function pullWait(standings: readonly ApiStanding[], installationId: number, now: Date): PullWait | null {
  const own = standings.filter((one) => one.installationId === installationId);
  const secondsTo = (at: Date | null | undefined): number => (at ? (at.getTime() - now.getTime()) / 1000 : 0);
  const blockedUntil = own[0]?.blockedUntil;
  const { limit = null, remaining = null, resetsAt = null } = own.find(({ resource }) => resource === RESOURCE) ?? {};
  const allowance = limit === null || remaining === null ? null : { limit, remaining, resetSeconds: secondsTo(resetsAt) };
  const { seconds, reserved } = waitOf({ blocked: secondsTo(blockedUntil), allowance }, 'background');
  const until = reserved ? resetsAt : blockedUntil;
  return seconds > 0 && until ? { until, reserved } : null;
}
