/** Verifications: how far one is, what it found, and how accurate a project was. */
import type { FieldKey, JsonValue } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface Verification {
  id: number;
  projectId: number;
  trigger: 'command' | 'nightly' | 'person';
  fix: boolean;
  state: 'running' | 'done';
  /** Mappings up to this id were compared. */
  cursor: number;
  total: number;
  mappings: number;
  skipped: number;
  fields: number;
  differences: number | null;
  explained: number | null;
  mended: number | null;
  startedAt: Date;
  finishedAt: Date | null;
}

export interface Finding {
  repositoryId: number;
  /** Null for an issue without an action. */
  mappingId: number | null;
  issueNumber: number;
  field: string;
  kind: 'difference' | 'explained' | 'mended';
  github: JsonValue;
  lockstep: JsonValue;
  reason: string | null;
}

const VERIFICATION = `id, project_id AS "projectId", trigger, fix, state, cursor, total, mappings, skipped, fields, differences, explained, mended,
  started_at AS "startedAt", finished_at AS "finishedAt"`;

/** Goes on with a verification of this project that was broken off within a day, or begins one. */
export async function openVerification(db: Queryable, projectId: number, trigger: Verification['trigger'], fix: boolean): Promise<Verification> {
  const open = await row<Verification>(
    db,
    `SELECT ${VERIFICATION} FROM verifications
      WHERE project_id = ? AND trigger = ? AND fix = ? AND state = 'running' AND updated_at > now() - interval '1 day' ORDER BY id DESC LIMIT 1`,
    [projectId, trigger, fix],
  );
  if (open) return open;
  const begun = await row<Verification>(
    db,
    `INSERT INTO verifications (project_id, trigger, fix, total)
     SELECT ?, ?, ?, count(*) FROM github_issue_mappings WHERE project_id = ? AND state = 'live' RETURNING ${VERIFICATION}`,
    [projectId, trigger, fix, projectId],
  );
  return begun as Verification;
}

export async function findVerification(db: Queryable, id: number): Promise<Verification | undefined> {
  return row(db, `SELECT ${VERIFICATION} FROM verifications WHERE id = ?`, [id]);
}

/** The one under way, if it was heard of within a minute or two. */
export async function runningVerification(db: Queryable, projectId: number): Promise<Verification | undefined> {
  return row(
    db,
    `SELECT ${VERIFICATION} FROM verifications WHERE project_id = ? AND state = 'running' AND updated_at > now() - interval '2 minutes' ORDER BY id DESC LIMIT 1`,
    [projectId],
  );
}

/** The newest that ended; what a page shows. */
export async function latestVerification(db: Queryable, projectId: number): Promise<Verification | undefined> {
  return row(db, `SELECT ${VERIFICATION} FROM verifications WHERE project_id = ? AND state = 'done' ORDER BY id DESC LIMIT 1`, [projectId]);
}

/**
 * A verification as whoever must not learn of these repositories sees it: what it found elsewhere. Fields are not kept
 * by repository, and so are taken to be spread evenly over issues.
 */
export async function withoutRepositories(db: Queryable, one: Verification, hidden: readonly number[]): Promise<Verification> {
  if (hidden.length === 0) return one;
  const seen = await row<Pick<Verification, 'total' | 'mappings'> & { differences: number; explained: number; mended: number }>(
    db,
    `SELECT m.total, m.mappings, f.differences, f.explained, f.mended
       FROM (SELECT count(*) AS total, count(*) FILTER (WHERE id <= ?) AS mappings
               FROM github_issue_mappings WHERE project_id = ? AND state = 'live' AND NOT repository_id = ANY(?)) m,
            (SELECT count(*) FILTER (WHERE kind = 'difference') AS differences, count(*) FILTER (WHERE kind = 'explained') AS explained,
                    count(*) FILTER (WHERE kind = 'mended') AS mended
               FROM verification_findings WHERE verification_id = ? AND NOT repository_id = ANY(?)) f`,
    [one.cursor, one.projectId, [...hidden], one.id, [...hidden]],
  );
  if (!seen) return one;
  const { total, mappings, ...found } = seen;
  const fields = one.mappings === 0 ? 0 : Math.round((one.fields * mappings) / one.mappings);
  return { ...one, total, mappings, fields, ...(one.state === 'done' && found) };
}

/** @returns ids of the next live mappings of a project, to be compared */
export async function mappingsToVerify(db: Queryable, projectId: number, after: number, limit: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db, "SELECT id FROM github_issue_mappings WHERE project_id = ? AND state = 'live' AND id > ? ORDER BY id LIMIT ?", [projectId, after, limit],
  );
  return found.map(({ id }) => id);
}

/**
 * Moves on, in the transaction that notes the findings.
 * @returns false where another process did so first: these findings are not wanted then
 */
export async function advanceVerification(trx: Queryable, { id, cursor }: Verification, to: { cursor: number; mappings: number; skipped: number; fields: number }): Promise<boolean> {
  const moved = await rows(
    trx,
    `UPDATE verifications SET cursor = ?, mappings = mappings + ?, skipped = skipped + ?, fields = fields + ?, updated_at = now()
      WHERE id = ? AND cursor = ? AND state = 'running' RETURNING 1`,
    [to.cursor, to.mappings, to.skipped, to.fields, id, cursor],
  );
  return moved.length > 0;
}

export async function insertFindings(trx: Queryable, verification: Verification, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return;
  await run(
    trx,
    `INSERT INTO verification_findings (verification_id, project_id, repository_id, mapping_id, issue_number, field, kind, github, lockstep, reason)
     SELECT ?, ?, t.* FROM jsonb_to_recordset(?::jsonb) AS t (repository_id bigint, mapping_id bigint, issue_number int, field text, kind text,
       github jsonb, lockstep jsonb, reason text)`,
    [verification.id, verification.projectId, JSON.stringify(findings.map((finding) => ({
      repository_id: finding.repositoryId, mapping_id: finding.mappingId, issue_number: finding.issueNumber, field: finding.field, kind: finding.kind,
      github: finding.github, lockstep: finding.lockstep, reason: finding.reason,
    })))],
  );
}

/** Mappings that differed when they were last looked at. */
export async function differingMappings(db: Queryable, verificationId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    "SELECT DISTINCT mapping_id AS id FROM verification_findings WHERE verification_id = ? AND kind = 'difference' AND mapping_id IS NOT NULL ORDER BY 1",
    [verificationId],
  );
  return found.map(({ id }) => id);
}

/**
 * What a second look at mappings found takes the place of what the first one did. A difference that
 * is gone was mended, or had been on its way already.
 */
export async function replaceFindings(trx: Queryable, verification: Verification, mappingIds: readonly number[], findings: readonly Finding[]): Promise<void> {
  const remaining = JSON.stringify(findings.map(({ mappingId, field }) => [mappingId, field]));
  if (verification.fix) {
    await run(
      trx,
      `UPDATE verification_findings SET kind = 'mended'
        WHERE verification_id = ? AND kind = 'difference' AND mapping_id = ANY(?)
          AND NOT (jsonb_build_array(mapping_id, field) IN (SELECT jsonb_array_elements(?::jsonb)))`,
      [verification.id, [...mappingIds], remaining],
    );
  }
  await run(trx, "DELETE FROM verification_findings WHERE verification_id = ? AND kind <> 'mended' AND mapping_id = ANY(?)", [verification.id, [...mappingIds]]);
  await insertFindings(trx, verification, findings);
}

/** Issues without actions are looked for as a whole: what an earlier attempt noted is noted anew. */
export async function dropUnmapped(trx: Queryable, verificationId: number): Promise<void> {
  await run(trx, "DELETE FROM verification_findings WHERE verification_id = ? AND mapping_id IS NULL AND kind <> 'mended'", [verificationId]);
}

/** Ends a verification; an issue that has no action counts as one field. */
export async function closeVerification(db: Queryable, id: number): Promise<Verification> {
  const closed = await row<Verification>(
    db,
    `UPDATE verifications SET state = 'done', finished_at = now(), updated_at = now(), differences = f.open, explained = f.named, mended = f.gone,
            fields = fields + CASE WHEN state = 'running' THEN f.unmapped ELSE 0 END
       FROM (SELECT count(*) FILTER (WHERE kind = 'difference') AS open, count(*) FILTER (WHERE kind = 'explained') AS named,
                    count(*) FILTER (WHERE kind = 'mended') AS gone, count(*) FILTER (WHERE mapping_id IS NULL) AS unmapped
               FROM verification_findings WHERE verification_id = ?) f
      WHERE id = ? RETURNING ${VERIFICATION}`,
    [id, id],
  );
  return closed as Verification;
}

export interface NamedFinding extends Finding {
  /** owner/name#number */
  issue: string;
}

export async function findingsOf(db: Queryable, verificationId: number): Promise<NamedFinding[]> {
  return rows(
    db,
    `SELECT f.repository_id AS "repositoryId", mapping_id AS "mappingId", issue_number AS "issueNumber", field, kind, github, lockstep, reason,
            r.owner || '/' || r.name || '#' || issue_number AS issue
       FROM verification_findings f JOIN repositories r ON r.id = f.repository_id
      WHERE verification_id = ? ORDER BY lower(r.owner), lower(r.name), issue_number, field`,
    [verificationId],
  );
}

/** Verifications are kept as long as the sync log. */
export async function pruneVerifications(db: Queryable, days: number): Promise<void> {
  await run(db, "DELETE FROM verifications WHERE started_at < now() - ? * interval '1 day'", [days]);
}

/** Fields of these mappings that a person has to decide on. */
export async function heldFields(db: Queryable, mappingIds: readonly number[]): Promise<Map<number, FieldKey[]>> {
  const found = await rows<{ mappingId: number; fields: FieldKey[] }>(
    db,
    'SELECT mapping_id AS "mappingId", array_agg(field) AS fields FROM conflicts WHERE mapping_id = ANY(?) AND resolved_at IS NULL GROUP BY mapping_id',
    [[...mappingIds]],
  );
  return new Map(found.map(({ mappingId, fields }) => [mappingId, fields]));
}

/** How many of these mappings still have something to push. */
export async function countPending(db: Queryable, mappingIds: readonly number[]): Promise<number> {
  const counted = await row<{ count: number }>(
    db, "SELECT count(*) AS count FROM github_issue_mappings WHERE id = ANY(?) AND pending AND NOT braked AND state = 'live'", [[...mappingIds]],
  );
  return counted?.count ?? 0;
}

/** Projects with a repository linked. */
export async function projectsToVerify(db: Queryable): Promise<number[]> {
  const found = await rows<{ id: number }>(db, 'SELECT DISTINCT project_id AS id FROM github_integration_repositories ORDER BY 1');
  return found.map(({ id }) => id);
}

/** Which of these issues the project knows, synced or not, or knows to be gone. */
export async function knownIssues(db: Queryable, projectId: number, issueIds: readonly number[]): Promise<Set<number>> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT issue_id AS id FROM github_issue_mappings WHERE project_id = ? AND issue_id = ANY(?)
      UNION SELECT issue_id FROM issue_tombstones WHERE issue_id = ANY(?)`,
    [projectId, [...issueIds], [...issueIds]],
  );
  return new Set(found.map(({ id }) => id));
}

/** Live mappings of a project. */
export async function countLive(db: Queryable, projectId: number): Promise<number> {
  return (await row<{ count: number }>(db, "SELECT count(*) AS count FROM github_issue_mappings WHERE project_id = ? AND state = 'live'", [projectId]))?.count ?? 0;
}
