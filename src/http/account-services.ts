/** What a person sees and ends of their own account. */
import { writeAudit } from '../store/audit.ts';
import type { Db } from '../store/db.ts';
import { readTokens } from '../store/oauth-tokens.ts';
import { endSession, sessionsOf } from '../store/sessions.ts';
import type { Vault } from '../store/vault.ts';
import type { PageServices } from './trpc/services.ts';

export function accountServices(db: Db, vault: Vault): PageServices['account'] {
  return {
    async mustSignIn({ id }) {
      const tokens = await readTokens(db, vault, Number(id));
      return tokens === null || (!tokens.fresh && tokens.refreshToken === null);
    },
    sessions: async ({ id, sessionId }) =>
      (await sessionsOf(db, Number(id))).map(({ handle, device, createdAt, seenAt }) => ({
        id: handle, device, createdAt: createdAt.toISOString(), seenAt: seenAt.toISOString(), current: handle === sessionId,
      })),
    endSession: (handle, { id }) =>
      db.transaction(async (trx) => {
        const ended = await endSession(trx, Number(id), handle);
        if (ended) await writeAudit(trx, { actor: { kind: 'person', id: Number(id) }, event: 'session.ended' });
        return ended;
      }),
  };
}
