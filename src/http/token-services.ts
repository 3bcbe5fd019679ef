/** API tokens as the page makes, lists and revokes them. */
import { createApiToken, listApiTokens, revokeApiToken, type ApiTokenView, type NewApiToken, type TokenOwner } from '../store/api-tokens.ts';
import { writeAudit } from '../store/audit.ts';
import type { Db } from '../store/db.ts';
import { actorOf } from '../sync/access/access.ts';
import type { Asker, PageServices } from './trpc/services.ts';
import type { ApiTokenShape } from './trpc/shapes.ts';

export function tokenServices(db: Db): PageServices['tokens'] {
  const create = (made: NewApiToken, { caller }: Asker): Promise<{ id: string; token: string }> =>
    db.transaction(async (trx) => {
      const { id, token } = await createApiToken(trx, made);
      await writeAudit(trx, { actor: actorOf(caller), event: 'token.created', projectId: made.projectId, detail: { token: id, kind: made.kind, scopes: [...made.scopes] } });
      return { id: String(id), token };
    });
  const revoke = (owner: TokenOwner, id: string, { caller }: Asker): Promise<boolean> =>
    db.transaction(async (trx) => {
      const revoked = await revokeApiToken(trx, owner, Number(id));
      if (revoked) await writeAudit(trx, { actor: actorOf(caller), event: 'token.revoked', projectId: typeof owner === 'object' && 'projectId' in owner ? owner.projectId : null, detail: { token: Number(id) } });
      return revoked;
    });
  return {
    list: async ({ id }) => (await listApiTokens(db, { userId: Number(id) })).map(toShape),
    create: (wanted, viewer) => create({ ...wanted, kind: 'person', userId: Number(viewer.id), projectId: null }, viewer),
    revoke: (token, viewer) => revoke({ userId: Number(viewer.id) }, token, viewer),
    listOfProject: async (projectId) => (await listApiTokens(db, { projectId: Number(projectId) })).map(toShape),
    createForProject: (projectId, wanted, viewer) => create({ ...wanted, kind: 'project', userId: Number(viewer.id), projectId: Number(projectId) }, viewer),
    revokeOfProject: (projectId, token, viewer) => revoke({ projectId: Number(projectId) }, token, viewer),
  };
}

function toShape({ id, createdAt, expiresAt, lastUsedAt, ...rest }: ApiTokenView): ApiTokenShape {
  return { ...rest, id: String(id), createdAt: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null, lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
