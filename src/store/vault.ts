/**
 * The token vault: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A record names the key it
 * was made with and is bound to its place: moved to another row, column or table it does not open.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Where a record lives. */
export interface Place {
  table: string;
  row: string | number;
  column: string;
}

export interface Vault {
  /** Id of the key that seals now. */
  readonly keyId: string;
  /** Ids of all keys that open. */
  readonly keyIds: readonly string[];
  /** @returns the record to store: `v1.KEYID.NONCE.CIPHERTEXT`, base64url, about 1.4 times the secret and 60 characters */
  seal(secret: string, place: Place): string;
  /** @throws VaultError where the key is not here, or the record is damaged or of another place */
  open(record: string, place: Place): string;
}

/** A record cannot be opened. Whoever meets it says "authorize again" and goes on. */
export class VaultError extends Error {
  override name = 'VaultError';
  readonly code: 'unknown_key' | 'damaged';

  constructor(code: 'unknown_key' | 'damaged', message: string) {
    super(message);
    this.code = code;
  }
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/**
 * @param keys 32 bytes each: the first seals, all open
 */
export function createVault(keys: readonly Buffer[]): Vault {
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]));
  const [first] = keys;
  if (first === undefined || keys.some((key) => key.length !== KEY_BYTES)) throw new RangeError('a vault needs keys of 32 bytes');
  const keyId = keyIdOf(first);
  return {
    keyId,
    keyIds: [...byId.keys()],
    seal(secret, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, first, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(place));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${keyId}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
    },
    open(record, place) {
      const [version, id = '', nonce = '', sealed = '', ...more] = record.split('.');
      if (version !== 'v1' || more.length > 0) throw new VaultError('damaged', 'the record is not one of the vault');
      const key = byId.get(id);
      if (key === undefined) throw new VaultError('unknown_key', `no key ${id} is given: TOKEN_ENCRYPTION_KEYS must hold every key that is still in use`);
      return decrypt(key, Buffer.from(nonce, 'base64url'), Buffer.from(sealed, 'base64url'), place);
    },
  };
}

function decrypt(key: Buffer, nonce: Buffer, sealed: Buffer, place: Place): string {
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) throw new VaultError('damaged', 'the record is cut short');
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(boundTo(place))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new VaultError('damaged', 'the record does not open here: it was changed, or belongs to another row or column');
  }
}

const boundTo = ({ table, row, column }: Place): Buffer => Buffer.from(JSON.stringify([table, String(row), column]));

/** Tells keys apart without telling anything of them. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('lockstep key id\0').update(key).digest('hex').slice(0, 12);
}
