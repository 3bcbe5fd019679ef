/** The one-time code that whoever starts the service sees on the terminal, and nobody else. */
import { randomInt } from 'node:crypto';
import { hashOf, sameSecret } from '../auth/secrets.ts';

/** No letter that looks like another one; 12 of 29 are 58 bits. */
const LETTERS = 'ABCDEFGHJKMNPQRTUVWXY2346789'.split('');
const LENGTH = 12;

/** As people read and type it: three groups of four. */
export function newSetupCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]);
  return [0, 4, 8].map((start) => letters.slice(start, start + 4).join('')).join('-');
}

/** Compares in constant time; case, spaces and hyphens do not count. */
export function isSetupCode(typed: string, code: string): boolean {
  const plain = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return sameSecret(hashOf(plain(typed)), hashOf(plain(code)));
}
