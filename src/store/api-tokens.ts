/** API tokens of people and projects. Only hashes are here; the token itself is shown once, when it is made. */
import type { Scope } from '../core/policy.ts';
import { newTokenText, tokenHash, type TokenKind } from './api-token-text.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import { refuseBeyond } from './project-limits.ts';

export interface NewApiToken {
  kind: TokenKind;
  /** The person it acts as; for a project's token, who made it, null: an operator. */
  userId: number | null;
  /** Of a project's token only. */
  projectId: number | null;
  name: string;
  scopes: readonly Scope[];
  /** null: it does not expire. */
  expiresInDays: number | null;
}

export interface ApiToken {
  id: number;
  kind: TokenKind;
  projectId: number | null;
  name: string;
  user: { id: number; operator: boolean; login: string } | null;
  scopes: Scope[];
  /** Not used for an hour: this use is worth a line in the audit log. */
  rested: boolean;
}

export interface ApiTokenView {
  id: number;
  kind: TokenKind;
  name: string;
  /** Its last characters. */
  hint: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/** @returns the token's id, and the token, which cannot be read again @throws LimitReached */
export async function createApiToken(db: Queryable, made: NewApiToken): Promise<{ id: number; token: string }> {
  if (made.projectId !== null) await refuseBeyond(db, made.projectId, 'tokens');
  const token = newTokenText(made.kind);
  const created = await row<{ id: number }>(
    db,
    `INSERT INTO api_tokens (kind, user_id, project_id, name, hash, hint, scopes, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 day') RETURNING id`,
    [made.kind, made.userId, made.projectId, made.name, tokenHash(token), token.slice(-4), [...made.scopes], made.expiresInDays],
  );
  return { id: (created as { id: number }).id, token };
}

/** The token of a text, if it is known, not revoked and not expired; its use is noted at most once a minute. */
export async function findApiToken(db: Queryable, text: string): Promise<ApiToken | undefined> {
  const found = await row<ApiToken & { stale: boolean }>(
    db,
    `SELECT t.id, t.kind, t.project_id AS "projectId", t.name, t.scopes,
            coalesce(t.last_used_at < now() - interval '1 minute', true) AS stale, coalesce(t.last_used_at < now() - interval '1 hour', true) AS rested,
            CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'operator', u.operator, 'login', u.login) END AS user
       FROM api_tokens t LEFT JOIN users u ON u.id = t.user_id
      WHERE t.hash = ? AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())`,
    [tokenHash(text)],
  );
  if (!found) return undefined;
  const { stale, ...token } = found;
  if (stale) await run(db, 'UPDATE api_tokens SET last_used_at = now() WHERE id = ?', [token.id]);
  return token;
}

/** Whose tokens: a person's own, those of a project, or all. */
export type TokenOwner = { userId: number } | { projectId: number } | 'everybody';

function owned(owner: TokenOwner): [string, number[]] {
  if (owner === 'everybody') return ['true', []];
  return 'projectId' in owner ? ['project_id = ?', [owner.projectId]] : ["kind <> 'project' AND user_id = ?", [owner.userId]];
}

/** Those that are not revoked, the newest first. */
export async function listApiTokens(db: Queryable, owner: TokenOwner): Promise<ApiTokenView[]> {
  const [where, bindings] = owned(owner);
  return rows(
    db,
    `SELECT id, kind, name, hint, scopes, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt"
       FROM api_tokens WHERE ${where} AND revoked_at IS NULL ORDER BY id DESC`,
    bindings,
  );
}

/** @returns false where the owner has no such token */
export async function revokeApiToken(db: Queryable, owner: TokenOwner, id: number): Promise<boolean> {
  const [where, bindings] = owned(owner);
  return (await row(db, `UPDATE api_tokens SET revoked_at = now() WHERE id = ? AND ${where} AND revoked_at IS NULL RETURNING 1`, [id, ...bindings])) !== undefined;
}

/** Ends the tokens of a project that somebody made. @returns their ids */
export async function revokeProjectTokensBy(trx: Queryable, projectId: number, userId: number): Promise<number[]> {
  const ended = await rows<{ id: number }>(trx, "UPDATE api_tokens SET revoked_at = now() WHERE kind = 'project' AND project_id = ? AND user_id = ? AND revoked_at IS NULL RETURNING id", [projectId, userId]);
  return ended.map(({ id }) => id);
}
