import type { ConflictPolicy } from './settings.ts';
import type { Side } from './action.ts';

/** Edits closer than this count as concurrent: GitHub's times are whole seconds. */
export const CLOSEST_MS = 2000;

/**
 * Which side a true collision goes to. "Newest" compares GitHub's time of the field with the database's, each
 * as recorded there; within 2 s or the measured skew between them, or when a time is missing, the
 * edits count as concurrent and `tie` decides (I14).
 */
export function chooseWinner(
  policy: ConflictPolicy,
  tie: 'github' | 'lockstep' | 'ask',
  clocks: { github: string | null; lockstep: string | null } | undefined,
  skewMs: number,
): Side | 'ask' {
  if (policy !== 'newest') return policy;
  const ahead = Date.parse(clocks?.github ?? '') - Date.parse(clocks?.lockstep ?? '');
  // A missing time makes `ahead` NaN, which is beyond nothing.
  if (!(Math.abs(ahead) > Math.max(CLOSEST_MS, Math.abs(skewMs)))) return tie;
  return ahead > 0 ? 'github' : 'lockstep';
}
