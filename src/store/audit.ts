/**
 * The audit log: who did what, with before and after. Lines are added and never changed (a trigger
 * sees to it). People stand in it by Lockstep's own id, so that a line says nothing of them once
 * they are erased; details hold settings and ids, never tokens, names or addresses.
 */
import type { JsonValue } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { rows, run } from './db.ts';

/** Who acted. `operator` is somebody at the terminal, `nobody` a caller who is not signed in. */
export type AuditActor = { kind: 'person' | 'token'; id: number } | { kind: 'operator' | 'system' | 'nobody' };

export type AuditEvent =
  | 'sign-in' | 'sign-out' | 'session.ended' | 'authorization.revoked' | 'authorization.lost'
  | 'access.denied'
  | 'project.created' | 'project.deleted' | 'integration.disconnected' | 'account.deleted' | 'member.added' | 'member.changed' | 'member.removed' | 'member.invited' | 'invitation.revoked'
  | 'repository.linked' | 'repository.unlinked' | 'repository.opened' | 'repository.closed' | 'repository.paused' | 'webhook.created' | 'webhook.changed' | 'webhook.removed'
  | 'settings.read' | 'private.read' | 'settings.changed' | 'settings.followed' | 'retention.changed' | 'audit.read' | 'sync.paused' | 'sync.resumed' | 'pull.paused' | 'pull.cancelled' | 'pull.resumed' | 'brake.confirmed' | 'brake.declined' | 'writes.called-off'
  | 'conflict.resolved' | 'sync.started' | 'sync.verified' | 'sync.redelivered' | 'sync.retried'
  | 'token.created' | 'token.revoked' | 'token.used'
  | 'app.connected' | 'keys.rotated' | 'operator.command'
  | 'export' | 'erased';

export interface AuditEntry {
  actor: AuditActor;
  event: AuditEvent;
  projectId?: number | null;
  outcome?: 'done' | 'denied';
  detail?: Record<string, JsonValue>;
}

export async function writeAudit(db: Queryable, { actor, event, projectId = null, outcome = 'done', detail = {} }: AuditEntry): Promise<void> {
  await run(
    db,
    'INSERT INTO audit_log (actor_kind, actor_id, project_id, event, outcome, detail) VALUES (?, ?, ?, ?, ?, ?::jsonb)',
    [actor.kind, 'id' in actor ? actor.id : null, projectId, event, outcome, JSON.stringify(detail)],
  );
}

/** A line that says the same again within the hour is left out. */
export async function writeAuditHourly(db: Queryable, { actor, event, projectId = null, detail = {} }: AuditEntry & { actor: { id: number } }): Promise<void> {
  await run(
    db,
    `INSERT INTO audit_log (actor_kind, actor_id, project_id, event, outcome, detail) SELECT ?, ?, ?, ?, 'done', ?::jsonb
      WHERE NOT EXISTS (SELECT 1 FROM audit_log WHERE actor_kind = ? AND actor_id = ? AND event = ? AND project_id IS NOT DISTINCT FROM ? AND at > now() - interval '1 hour')`,
    [actor.kind, actor.id, projectId, event, JSON.stringify(detail), actor.kind, actor.id, event, projectId],
  );
}

export interface AuditLine {
  id: string;
  at: Date;
  actorKind: AuditActor['kind'];
  /** Lockstep's own number of the person or the token. */
  actorId: number | null;
  projectId: number | null;
  /** Login of a person who is still known, else null. */
  actor: string | null;
  event: string;
  outcome: 'done' | 'denied';
  detail: Record<string, JsonValue>;
}

/** Lines, newest first. @param projectId null for those of every project and of none; `before` is the id where the page before ended */
export async function auditLines(db: Queryable, projectId: number | null, { before, limit }: { before: number | null; limit: number }): Promise<AuditLine[]> {
  return rows(
    db,
    `SELECT a.id::text AS id, a.at, a.actor_kind AS "actorKind", a.actor_id AS "actorId", u.login AS actor, a.project_id AS "projectId", a.event, a.outcome, a.detail
       FROM audit_log a
       LEFT JOIN api_tokens t ON a.actor_kind = 'token' AND t.id = a.actor_id
       LEFT JOIN users u ON u.id = CASE a.actor_kind WHEN 'person' THEN a.actor_id WHEN 'token' THEN CASE WHEN t.kind <> 'project' THEN t.user_id END END
      WHERE ${projectId === null ? '?::bigint IS NULL' : 'a.project_id = ?'} AND (?::bigint IS NULL OR a.id < ?) ORDER BY a.id DESC LIMIT ?`,
    [projectId, before, before, limit],
  );
}
