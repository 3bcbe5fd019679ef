/** Where the vault's keys come from: the environment, or, in local use, a file beside the data. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KEY_BYTES } from './vault.ts';

const FILE = 'token-encryption-keys';

export interface KeySource {
  /** From TOKEN_ENCRYPTION_KEYS; null: the file of the data folder. */
  given: readonly Buffer[] | null;
  dataDir: string;
}

/**
 * The vault's keys. Without any given, the data folder's file is read, or made with one new key and
 * mode 0600; of several processes that start at once, one makes it and all read it.
 * @throws Error where the file is not readable or holds no key
 */
export async function loadVaultKeys({ given, dataDir }: KeySource): Promise<readonly Buffer[]> {
  if (given !== null) return given;
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, FILE);
  if (!existsSync(path)) await makeFile(path);
  const keys = parseKeys(await readFile(path, 'utf8'));
  if (keys === null) throw new Error(`${path} holds no key: give each as 32 bytes in base64, one a line, or set TOKEN_ENCRYPTION_KEYS.`);
  return keys;
}

/** Written aside and linked into place, so that nobody ever reads half of it. */
async function makeFile(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside);
  }
}

/**
 * Reads keys separated by commas or white space, each 32 bytes in base64, base64url or hexadecimal.
 * @returns null where one is not, or there is none
 */
export function parseKeys(text: string): Buffer[] | null {
  const keys = text.split(/[\s,]+/).filter((part) => part !== '').map(parseKey);
  return keys.length === 0 || keys.includes(null) ? null : (keys as Buffer[]);
}

function parseKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length === KEY_BYTES ? key : null;
}
