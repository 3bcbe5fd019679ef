/** The two cookies of sign-in: the session, and what binds a sign-in under way to its browser. */
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

type Name = 'session' | 'sign_in';

export interface Cookies {
  read(request: FastifyRequest, name: Name): string | undefined;
  set(reply: FastifyReply, name: Name, value: string, maxAgeSeconds: number): void;
  clear(reply: FastifyReply, name: Name): void;
}

/**
 * `__Host-` cookies are Secure, of this host alone and of its whole path (RFC 6265bis, section 4.1.3.2).
 * Browsers keep none over plain http, so on localhost the name is a plain one.
 * @param secure whether people reach this service over https
 */
export function createCookies(secure: boolean): Cookies {
  const nameOf = (name: Name): string => `${secure ? '__Host-' : ''}lockstep_${name}`;
  const common: CookieSerializeOptions = { httpOnly: true, secure, sameSite: 'lax', path: '/' };
  return {
    read(request, name) {
      const value = request.cookies[nameOf(name)];
      return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
    },
    set: (reply, name, value, maxAge) => void reply.setCookie(nameOf(name), value, { ...common, maxAge }),
    clear: (reply, name) => void reply.clearCookie(nameOf(name), common),
  };
}
