/** Random values that browsers hold, and the hashes of them that the database holds. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** The values have 256 bits of their own: a plain hash cannot be turned back. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/**
 * The PKCE verifier of a sign-in (RFC 7636, 43 characters). It follows from what only this browser
 * has and from the state, so that it is stored nowhere and differs each time.
 */
export const verifierOf = (browser: string, state: string): string => createHmac('sha256', browser).update(`pkce ${state}`).digest('base64url');

/** PKCE S256. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** Compares in constant time; values of unequal length are unequal. */
export function sameSecret(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
