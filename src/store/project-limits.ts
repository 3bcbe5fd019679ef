/** How many of a thing a project may have: more than anybody needs, and few enough to flood no list, no database and no other host. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

interface Limit {
  most: number;
  /** In words. */
  what: string;
  /** The rows that count. */
  rows: string;
  mend: string;
}

export const PROJECT_LIMITS = {
  webhooks: { most: 20, what: 'webhooks', rows: 'outgoing_webhooks WHERE project_id = ?', mend: 'remove one that is not needed any more' },
  invitations: { most: 100, what: 'open invitations', rows: 'invitations WHERE project_id = ? AND revoked_at IS NULL AND expires_at > now() AND uses < max_uses', mend: 'withdraw one that is not needed any more' },
  tokens: { most: 50, what: 'API tokens', rows: 'api_tokens WHERE project_id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())', mend: 'revoke one that is not used any more' },
} as const satisfies Record<string, Limit>;

/** Its message is for people. */
export class LimitReached extends Error {
  override name = 'LimitReached';
}

/**
 * For whatever makes one more, in the transaction that does it. Holds the project's row: two at once are counted one after the other.
 * @throws LimitReached
 */
export async function refuseBeyond(trx: Queryable, projectId: number, kind: keyof typeof PROJECT_LIMITS): Promise<void> {
  const { most, what, rows, mend } = PROJECT_LIMITS[kind];
  await run(trx, 'SELECT 1 FROM projects WHERE id = ? FOR NO KEY UPDATE', [projectId]);
  const { count } = (await row<{ count: number }>(trx, `SELECT count(*)::int AS count FROM ${rows}`, [projectId])) as { count: number };
  if (count >= most) throw new LimitReached(`A project has at most ${most} ${what}: ${mend}.`);
}
