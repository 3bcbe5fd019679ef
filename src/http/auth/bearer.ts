/** `Authorization: Bearer <API token>` (RFC 6750): as whom a program asks. */
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../core/policy.ts';
import { findApiToken, type ApiToken } from '../../store/api-tokens.ts';
import { isTokenText } from '../../store/api-token-text.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import type { Sessions } from './session.ts';

export interface Callers {
  /** Who asks, by token or by session; null: nobody who is known. Looked up once a request. */
  of(request: FastifyRequest): Promise<Known | null>;
}

/** As whom the policy knows them, and as whom people do. A program of a project goes by the name of its token. */
export type Known = Caller & { login: string; name: string | null; /** Empty for programs. */ sessionId: string };

export function createCallers(db: Db, sessions: Sessions): Callers {
  const looks = new WeakMap<FastifyRequest, Promise<Known | null>>();
  const look = async (request: FastifyRequest): Promise<Known | null> => {
    if (request.headers.authorization !== undefined) return byToken(db, request);
    const session = await sessions.of(request);
    return session && { kind: 'session', user: session.user, login: session.user.login, name: session.user.name, sessionId: session.handle };
  };
  return {
    of(request) {
      const known = looks.get(request) ?? look(request);
      looks.set(request, known);
      return known;
    },
  };
}

async function byToken(db: Db, request: FastifyRequest): Promise<Known | null> {
  const text = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (!isTokenText(text)) return null;
  const token = await findApiToken(db, text);
  if (!token) return null;
  // An operator's token leaves a line each time, others one an hour of use.
  if (token.kind === 'operator' || token.rested) {
    await writeAudit(db, {
      actor: { kind: 'token', id: token.id }, event: 'token.used', projectId: token.projectId, detail: { method: request.method, route: request.routeOptions.url ?? 'none' },
    });
  }
  return toCaller(token);
}

function toCaller({ id, kind, projectId, user, scopes, name }: ApiToken): Known | null {
  const program = { tokenId: id, scopes, sessionId: '', name: null };
  // No login has a space: the name cannot be taken for a person's.
  if (kind === 'project') return projectId === null ? null : { ...program, kind, projectId, login: `${name} (API token)` };
  return user && { ...program, kind, user: { id: user.id, operator: user.operator }, login: user.login };
}
