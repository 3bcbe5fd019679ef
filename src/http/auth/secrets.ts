/** Random values that browsers hold, and the hashes of them that the database holds. */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

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

/** The key follows from the state, which the database holds as a hash alone, and is used once: a fixed nonce will do. */
const pathKey = (state: string): Buffer => createHmac('sha256', state).update('return path').digest();
const NONCE = Buffer.alloc(12);
const TAG_BYTES = 16;

/** Where a sign-in is to end, for the database: the path may be an invitation's, and whoever reads it could accept that. */
export function sealPath(state: string, path: string): string {
  const cipher = createCipheriv('aes-256-gcm', pathKey(state), NONCE);
  return Buffer.concat([cipher.update(path, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** @returns null where it was not sealed for this state, as that of setup is not */
export function openPath(state: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', pathKey(state), NONCE, { authTagLength: TAG_BYTES }).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}
