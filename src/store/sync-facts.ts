/** How the sync of each linked repository stands: what waits, what is in trouble, what GitHub allows. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';

export interface RepositoryFacts {
  repositoryId: number;
  /** Issues that are actions. */
  actions: number;
  /** Waiting to be written to GitHub, without those behind the brake. */
  pushes: number;
  /** Behind the brake. */
  braked: number;
  /** What a lead may call off: waiting to be written, also behind the brake and where the issue is out of reach. */
  writes: number;
  /** Called off and still to be given up, and how many the calling off was of that is under way; 0: none is. */
  callingOff: number;
  calledOff: number;
  /** Not in step, with a reason. */
  troubled: number;
  /** Closed to us until something changes. */
  parked: number;
  conflicts: number;
  /** Deliveries that wait, and those that were given up. */
  queuedDeliveries: number;
  parkedDeliveries: number;
  lastSyncedAt: Date | null;
  polledAt: Date | null;
  pollError: string | null;
  pollEvery: number;
  autoSync: boolean;
  /** Since when the oldest that waits has been waiting: seconds; 0 where nothing does. */
  lagSeconds: number;
}

/** Of every repository that a project links. */
export async function repositoryFacts(db: Queryable, projectId: number): Promise<Map<number, RepositoryFacts>> {
  const found = await rows<RepositoryFacts>(
    db,
    `WITH mapped AS (
       SELECT repository_id, count(*) FILTER (WHERE state <> 'detached') AS actions, count(*) FILTER (WHERE pending AND NOT braked AND state = 'live') AS pushes,
              count(*) FILTER (WHERE pending AND braked AND called_off_at IS NULL) AS braked,
              count(*) FILTER (WHERE pending AND called_off_at IS NULL AND state <> 'detached') AS writes, count(called_off_at) AS calling_off, count(*) FILTER (WHERE state = 'live' AND error IS NOT NULL) AS troubled,
              count(*) FILTER (WHERE state = 'parked') AS parked, max(synced_at) AS synced_at,
              min((SELECT min((e.value ->> 'at')::timestamptz) FROM jsonb_each(edited) e)) FILTER (WHERE pending AND NOT braked AND state = 'live' AND edited <> '{}') AS oldest
         FROM github_issue_mappings WHERE project_id = ? GROUP BY repository_id
     ), held AS (
       SELECT m.repository_id, count(*) AS conflicts FROM conflicts c JOIN github_issue_mappings m ON m.id = c.mapping_id
        WHERE c.project_id = ? AND c.resolved_at IS NULL GROUP BY m.repository_id
     ), inbox AS (
       SELECT repository_id, count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state = 'parked') AS parked,
              min(received_at) FILTER (WHERE state = 'queued') AS oldest
         FROM deliveries WHERE state IN ('queued', 'parked') GROUP BY repository_id
     )
     SELECT ir.repository_id AS "repositoryId", coalesce(m.actions, 0) AS actions, coalesce(m.pushes, 0) AS pushes, coalesce(m.braked, 0) AS braked,
            coalesce(m.writes, 0) AS writes, coalesce(m.calling_off, 0) AS "callingOff", ir.called_off AS "calledOff",
            coalesce(m.troubled, 0) AS troubled, coalesce(m.parked, 0) AS parked, coalesce(h.conflicts, 0) AS conflicts,
            coalesce(d.queued, 0) AS "queuedDeliveries", coalesce(d.parked, 0) AS "parkedDeliveries", m.synced_at AS "lastSyncedAt",
            greatest(p.polled_at, ir.finished_at) AS "polledAt", p.error AS "pollError", i.poll_every AS "pollEvery", i.auto_sync AS "autoSync",
            coalesce(greatest(0, extract(epoch FROM now() - least(m.oldest, d.oldest))), 0)::float8 AS "lagSeconds"
       FROM github_integration_repositories ir
       JOIN github_integrations i ON i.id = ir.integration_id
       LEFT JOIN github_polls p ON p.integration_id = ir.integration_id AND p.repository_id = ir.repository_id
       LEFT JOIN mapped m ON m.repository_id = ir.repository_id
       LEFT JOIN held h ON h.repository_id = ir.repository_id
       LEFT JOIN inbox d ON d.repository_id = ir.repository_id
      WHERE ir.project_id = ?`,
    [projectId, projectId, projectId],
  );
  return new Map(found.map((facts) => [facts.repositoryId, facts]));
}

export interface ApiStanding {
  installationId: number;
  account: string;
  /** Until when GitHub wants no call; null where it may be called. */
  blockedUntil: Date | null;
  /** As GitHub names it: core, graphql. Null where nothing is known of any. */
  resource: string | null;
  limit: number | null;
  remaining: number | null;
  resetsAt: Date | null;
}

/** What GitHub allows these installations now. */
export async function apiStandings(db: Queryable, installationIds: readonly number[]): Promise<ApiStanding[]> {
  return rows(
    db,
    `SELECT n.id AS "installationId", n.account_login AS account, CASE WHEN b.blocked_until > clock_timestamp() THEN b.blocked_until END AS "blockedUntil",
            a.resource, a.allowance AS "limit", a.remaining, a.resets_at AS "resetsAt"
       FROM installations n
       LEFT JOIN api_budgets b ON b.owner = 'installation:' || n.id
       LEFT JOIN api_allowances a ON a.owner = 'installation:' || n.id AND a.resets_at > clock_timestamp()
      WHERE n.id = ANY(?) ORDER BY lower(n.account_login), a.resource`,
    [[...installationIds]],
  );
}
