/** What must hold once the fire is over: the inbox, both sides, and the simulation's oracle over both histories. */
import { row, rows, type Db } from '../../src/store/db.ts';
import type { GitHubStandIn } from '../github/start.ts';
import { checkLosses } from '../simulation/check-losses.ts';
import { checkSides } from '../simulation/check-sides.ts';
import { checkWrites } from '../simulation/check-writes.ts';
import { gatherFacts } from '../simulation/facts.ts';
import { compareProject } from '../support/compare.ts';

export interface Verdict {
  acknowledged: number;
  /** Acknowledged deliveries that are not in the inbox (I1). */
  lost: number;
  /** Deliveries that ended parked, or never ended. */
  unfinished: number;
  /** Issues with two actions, or actions without an issue (I7). */
  doubles: number;
  /** What differs at the end (I3, I4), what was lost silently (I5), written without a cause or twice (I6): a sentence each. */
  violations: string[];
}

export async function judge({ github, db, projectId }: { github: GitHubStandIn; db: Db; projectId: number }, repository: string): Promise<Verdict> {
  const guids = new Set(github.control.listAttempts().filter(({ statusCode }) => statusCode === 202).map(({ guid }) => guid));
  const known = new Set((await rows<{ guid: string }>(db, 'SELECT guid FROM deliveries')).map(({ guid }) => guid));
  const unfinished = await row<{ count: number }>(db, "SELECT count(*) FROM deliveries WHERE state IN ('queued', 'parked')");
  const doubles = await row<{ count: number }>(
    db,
    `SELECT (SELECT count(*) FROM (SELECT FROM github_issue_mappings WHERE project_id = ? GROUP BY issue_id HAVING count(*) > 1) AS twice)
          + (SELECT count(*) FROM actions a WHERE project_id = ? AND NOT EXISTS (SELECT FROM github_issue_mappings m WHERE m.action_id = a.id)) AS count`,
    [projectId, projectId],
  );
  const { differences } = await compareProject(db, projectId, github.control.issues({ repository }));
  const violations = differences.map((difference) => `I4: ${JSON.stringify(difference)}`);
  const judged = { database: { db }, github, violate: (what: string): void => void violations.push(what) };
  const facts = await gatherFacts(judged);
  for (const check of [checkLosses, checkSides, checkWrites]) check(judged, facts);
  return {
    acknowledged: guids.size,
    lost: [...guids].filter((guid) => !known.has(guid)).length,
    unfinished: unfinished?.count ?? 0,
    doubles: doubles?.count ?? 0,
    violations,
  };
}
