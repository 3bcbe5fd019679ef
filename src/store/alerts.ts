/** Alerts: what is so now is compared with what was told, so that nothing is told twice. */
import type { AlertKind } from '../core/alerts.ts';
import { BEHIND_BRAKE } from './brakes.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface Alert {
  id: number;
  projectId: number;
  projectName: string;
  repositoryId: number | null;
  repository: string | null;
  private: boolean;
  kind: AlertKind;
  count: number;
  detail: string | null;
  raisedAt: Date;
  closedAt: Date | null;
}

/** What holds until it is mended; each gives project_id, repository_id, kind, key, count, detail. */
const CONDITIONS = `
  SELECT l.project_id, l.repository_id, 'access.lost' AS kind, 'access:' || l.repository_id AS key, 1 AS count,
         CASE WHEN r.state = 'deleted' THEN 'the repository was deleted on GitHub' WHEN n.state <> 'active' THEN 'the App is ' || CASE n.state WHEN 'suspended' THEN 'suspended' ELSE 'not installed' END || ' there'
              WHEN r.state <> 'accessible' THEN 'the App is not installed on it any more' ELSE 'none of the leads can reach it on GitHub' END AS detail
    FROM github_integration_repositories l JOIN repositories r ON r.id = l.repository_id JOIN installations n ON n.id = r.installation_id
   WHERE l.access_lost_at IS NOT NULL OR r.state <> 'accessible' OR n.state <> 'active'
  UNION ALL
  SELECT project_id, NULL, 'integration.paused', 'paused:' || id, 1, state_reason FROM github_integrations WHERE state = 'paused'
  UNION ALL
  SELECT c.project_id, m.repository_id, 'conflict.opened', 'conflicts:' || m.repository_id, count(*), NULL
    FROM conflicts c JOIN github_issue_mappings m ON m.id = c.mapping_id WHERE c.resolved_at IS NULL GROUP BY 1, 2
  UNION ALL
  SELECT project_id, repository_id, 'mapping.parked', 'mappings:' || repository_id, count(*), min(error) FROM github_issue_mappings WHERE state = 'parked' GROUP BY 1, 2
  UNION ALL
  SELECT project_id, repository_id, 'name.gone', 'name:' || repository_id || ':' || kind || ':' || name, 1, sentence FROM missing_names
  UNION ALL
  SELECT l.project_id, d.repository_id, 'delivery.parked', 'deliveries:' || d.repository_id, count(*), NULL
    FROM deliveries d JOIN github_integration_repositories l ON l.repository_id = d.repository_id WHERE d.state = 'parked' GROUP BY 1, 2
  UNION ALL
  -- Not how many: that would tell of repositories which a lead may not see (I12).
  SELECT i.project_id, NULL, 'brake.on', 'brake:' || i.id, 1, NULL FROM github_integrations i
   WHERE i.braked_at IS NOT NULL AND EXISTS (SELECT 1 FROM github_issue_mappings m WHERE m.integration_id = i.id AND ${BEHIND_BRAKE})
  UNION ALL
  SELECT project_id, repository_id, 'backfill.failed', 'backfill:' || repository_id, 1, error FROM github_integration_repositories WHERE backfill_state = 'failed'
  UNION ALL
  SELECT project_id, NULL, 'webhook.parked', 'webhook:' || webhook_id, count(*), max(error) FROM outgoing_deliveries WHERE state = 'parked' GROUP BY 1, webhook_id`;

/** What happened, each once; what is older than an hour is no news. */
const EVENTS = `
  SELECT project_id, repository_id, 'backfill.finished' AS kind, 'pulled:' || repository_id || ':' || extract(epoch FROM finished_at) AS key, pulled AS count, NULL AS detail
    FROM github_integration_repositories WHERE backfill_state = 'live' AND finished_at > now() - interval '1 hour'
  UNION ALL
  SELECT project_id, NULL, 'verification.differences', 'verification:' || id, differences, NULL FROM verifications
   WHERE state = 'done' AND differences > 0 AND finished_at > now() - interval '1 hour'`;

/** Any constant of our own (PostgreSQL's advisory locks): one process looks at a time. */
const LOCK = 7_255_339;

/** Looks at what is so now: raises what is new or has grown, closes what is over. */
export async function refreshAlerts(trx: Queryable): Promise<void> {
  await run(trx, 'SELECT pg_advisory_xact_lock(?)', [LOCK]);
  const columns = 'project_id, repository_id, kind, key, count, detail';
  await run(
    trx,
    `INSERT INTO alerts (${columns}) SELECT project_id, repository_id, kind, key, count::int, left(detail, 500) FROM (${CONDITIONS}) AS now
     ON CONFLICT (project_id, key) DO UPDATE SET count = excluded.count, detail = excluded.detail, closed_at = NULL,
       raised_at = CASE WHEN alerts.closed_at IS NOT NULL OR excluded.count > alerts.count THEN now() ELSE alerts.raised_at END
       WHERE alerts.closed_at IS NOT NULL OR (alerts.count, alerts.detail) IS DISTINCT FROM (excluded.count, excluded.detail)`,
  );
  await run(trx, `INSERT INTO alerts (${columns}, closed_at) SELECT project_id, repository_id, kind, key, count::int, detail, now() FROM (${EVENTS}) AS now ON CONFLICT (project_id, key) DO NOTHING`);
  await run(
    trx,
    `WITH over AS (
       UPDATE alerts a SET closed_at = now() WHERE closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM (${CONDITIONS}) AS now WHERE now.project_id = a.project_id AND now.key = a.key)
       RETURNING a.project_id, a.repository_id, a.kind, a.key
     ) INSERT INTO alerts (project_id, repository_id, kind, key, closed_at)
       SELECT project_id, repository_id, 'access.regained', 'regained:' || repository_id || ':' || extract(epoch FROM now()), now() FROM over WHERE kind = 'access.lost'
          AND EXISTS (SELECT 1 FROM github_integration_repositories l WHERE l.project_id = over.project_id AND l.repository_id = over.repository_id)`,
  );
  await run(trx, "DELETE FROM alerts WHERE closed_at < now() - interval '30 days'");
}

const ALERT = `
  SELECT a.id, a.project_id AS "projectId", p.name AS "projectName", a.repository_id AS "repositoryId", r.owner || '/' || r.name AS repository,
         coalesce(r.private AND NOT coalesce(l.open_to_members, false), false) AS private, a.kind, a.count, a.detail, a.raised_at AS "raisedAt", a.closed_at AS "closedAt"
    FROM alerts a JOIN projects p ON p.id = a.project_id LEFT JOIN repositories r ON r.id = a.repository_id
    LEFT JOIN github_integration_repositories l ON l.project_id = a.project_id AND l.repository_id = a.repository_id`;

/** Alerts nobody was told of since they were raised; of one thing at most once an hour. Marks them as told. */
export async function takeUntold(trx: Queryable): Promise<Alert[]> {
  const due = await rows<{ id: number }>(
    trx,
    `UPDATE alerts SET notified_at = now() WHERE id IN (
       SELECT id FROM alerts WHERE (notified_at IS NULL OR (notified_at < raised_at AND notified_at < now() - interval '1 hour')) ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED
     ) RETURNING id`,
  );
  return rows(trx, `${ALERT} WHERE a.id = ANY(?) ORDER BY a.id`, [due.map(({ id }) => id)]);
}

export type ListedAlert = Alert & { read: boolean };

/** A project's, those that still hold first, then the newest. @param after where the page before ended; people and programs know milliseconds */
export async function alertsOfProject(db: Queryable, projectId: number, userId: number, { after, limit }: { after: { closed: boolean; raisedAt: string; id: number } | null; limit: number }): Promise<ListedAlert[]> {
  const isClosed = 'one."closedAt" IS NOT NULL';
  const raised = `date_trunc('milliseconds', one."raisedAt")`;
  const rest = after === null ? { sql: 'true', bindings: [] } : { sql: `((${isClosed}) > ? OR ((${isClosed}) = ? AND (${raised}, one.id) < (?::timestamptz, ?)))`, bindings: [after.closed, after.closed, after.raisedAt, after.id] };
  return rows(
    db,
    `SELECT one.*, EXISTS (SELECT 1 FROM alert_reads s WHERE s.alert_id = one.id AND s.user_id = ? AND s.read_at >= one."raisedAt") AS read
       FROM (${ALERT} WHERE a.project_id = ?) AS one WHERE ${rest.sql} ORDER BY ${isClosed}, ${raised} DESC, one.id DESC LIMIT ?`,
    [userId, projectId, ...rest.bindings, limit],
  );
}

/** @param ids all of the project's unless given */
export async function markRead(db: Queryable, projectId: number, userId: number, ids: readonly number[] | null): Promise<void> {
  await run(
    db,
    `INSERT INTO alert_reads (alert_id, user_id) SELECT id, ? FROM alerts WHERE project_id = ? AND (?::bigint[] IS NULL OR id = ANY(?))
     ON CONFLICT (alert_id, user_id) DO UPDATE SET read_at = now()`,
    [userId, projectId, ids, ids],
  );
}

export interface AlertPreferences {
  email: string | null;
  kinds: AlertKind[];
}

export async function readPreferences(db: Queryable, userId: number): Promise<AlertPreferences | undefined> {
  return row(db, 'SELECT email, kinds FROM alert_preferences WHERE user_id = ?', [userId]);
}

export async function writePreferences(db: Queryable, userId: number, { email, kinds }: AlertPreferences): Promise<void> {
  await run(
    db,
    'INSERT INTO alert_preferences (user_id, email, kinds) VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, kinds = excluded.kinds',
    [userId, email, [...kinds]],
  );
}

/** Leads who want this by e-mail get it with their next one. */
export async function queueMails(trx: Queryable, alert: Alert): Promise<void> {
  await run(
    trx,
    `INSERT INTO alert_mails (user_id, alert_id) SELECT m.user_id, ? FROM members m JOIN alert_preferences p ON p.user_id = m.user_id
      WHERE m.project_id = ? AND m.role = 'lead' AND p.email IS NOT NULL AND ? = ANY(p.kinds) ON CONFLICT DO NOTHING`,
    [alert.id, alert.projectId, alert.kind],
  );
}

export interface DueMail {
  userId: number;
  email: string;
  alertIds: number[];
}

/** Mails that may go out now: one a person within a quarter of an hour. Marks them as sent before they are, so that a crash repeats none. */
export async function takeDueMails(trx: Queryable): Promise<DueMail[]> {
  return rows(
    trx,
    `WITH due AS (
       UPDATE alert_preferences p SET last_mail_at = now()
        WHERE p.email IS NOT NULL AND (p.last_mail_at IS NULL OR p.last_mail_at < now() - interval '15 minutes')
          AND EXISTS (SELECT 1 FROM alert_mails q WHERE q.user_id = p.user_id)
       RETURNING p.user_id, p.email
     ), taken AS (DELETE FROM alert_mails q USING due WHERE q.user_id = due.user_id RETURNING q.user_id, q.alert_id)
     SELECT due.user_id AS "userId", due.email, array_agg(taken.alert_id ORDER BY taken.alert_id) AS "alertIds" FROM due JOIN taken USING (user_id) GROUP BY 1, 2`,
  );
}

/** Puts back what could not be sent. */
export async function returnMail(db: Queryable, { userId, alertIds }: DueMail): Promise<void> {
  await run(db, 'INSERT INTO alert_mails (user_id, alert_id) SELECT ?, a.id FROM alerts a WHERE a.id = ANY(?) ON CONFLICT DO NOTHING', [userId, alertIds]);
}

export async function alertsById(db: Queryable, ids: readonly number[]): Promise<Alert[]> {
  return rows(db, `${ALERT} WHERE a.id = ANY(?) ORDER BY a.project_id, a.id`, [[...ids]]);
}
