/** Whose session a request carries. */
import type { FastifyRequest } from 'fastify';
import type { Db } from '../../store/db.ts';
import { findSession, type Session } from '../../store/sessions.ts';
import type { Cookies } from './cookies.ts';
import { hashOf } from './secrets.ts';

export interface Sessions {
  /** The live session, looked up once a request; null where there is none. */
  of(request: FastifyRequest): Promise<Session | null>;
  /** The same, looked up anew: for streams that outlive their first look. */
  stillOf(request: FastifyRequest): Promise<Session | null>;
}

export function createSessions(db: Db, cookies: Cookies): Sessions {
  const looks = new WeakMap<FastifyRequest, Promise<Session | null>>();
  const stillOf = async (request: FastifyRequest): Promise<Session | null> => {
    // A program that sends a token means the token, whatever cookies come along.
    const id = request.headers.authorization === undefined ? cookies.read(request, 'session') : undefined;
    return id === undefined ? null : ((await findSession(db, hashOf(id))) ?? null);
  };
  return {
    stillOf,
    of(request) {
      const look = looks.get(request) ?? stillOf(request);
      looks.set(request, look);
      return look;
    },
  };
}
