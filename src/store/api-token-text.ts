/**
 * How API tokens read: a prefix that secret scanners and people recognise, 40 random letters (238
 * bits) and a checksum, so that a mistyped or made-up one is known without asking the database.
 */
import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

export type TokenKind = 'person' | 'project' | 'operator';

const PREFIX: Record<TokenKind, string> = { person: 'lstu_', project: 'lstp_', operator: 'lsto_' };
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM = 40;
const CHECKSUM = 6;

export function newTokenText(kind: TokenKind): string {
  const random = PREFIX[kind] + Array.from({ length: RANDOM }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return random + checksumOf(random);
}

/** Whether a text is shaped like a token and its checksum is right; says nothing of whether it is valid. */
export function isTokenText(text: string): boolean {
  if (!/^lst[upo]_[0-9A-Za-z]{46}$/.test(text)) return false;
  return text.slice(-CHECKSUM) === checksumOf(text.slice(0, -CHECKSUM));
}

/** Tokens have bits enough of their own: a plain hash cannot be turned back. */
export const tokenHash = (text: string): Buffer => createHash('sha256').update(text).digest();

function checksumOf(text: string): string {
  let rest = crc32(text);
  let letters = '';
  for (let index = 0; index < CHECKSUM; index += 1) {
    letters = (LETTERS[rest % LETTERS.length] ?? '') + letters;
    rest = Math.floor(rest / LETTERS.length);
  }
  return letters;
}
