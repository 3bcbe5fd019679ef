import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig } from '../../src/config.ts';
import { createVault, VaultError, type Place } from '../../src/store/vault.ts';
import { loadVaultKeys, parseKeys } from '../../src/store/vault-keys.ts';

const old = randomBytes(32);
const fresh = randomBytes(32);
const place: Place = { table: 'oauth_tokens', row: 7, column: 'access_sealed' };

function refusal(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
  return 'opened';
}

describe('I13: the vault', () => {
  test('opens what it sealed, of any length and content', () => {
    const vault = createVault([fresh]);
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), (secret) => vault.open(vault.seal(secret, place), place) === secret));
  });

  test('a record names its key, hides the secret, and never repeats', () => {
    const vault = createVault([fresh]);
    const token = `ghu_${'x'.repeat(516)}`;
    const records = new Set(Array.from({ length: 50 }, () => vault.seal(token, place)));
    expect(records.size).toBe(50);
    for (const record of records) {
      expect(record.split('.')[1]).toBe(vault.keyId);
      expect(record).not.toContain(token.slice(0, 20));
      expect(record.length).toBeLessThan(800);
    }
  });

  test.each<[string, Partial<Place>]>([
    ['row', { row: 8 }],
    ['column', { column: 'refresh_sealed' }],
    ['table', { table: 'app_credentials' }],
  ])('a record moved to another %s does not open', (_what, other) => {
    const vault = createVault([fresh]);
    const record = vault.seal('secret', place);
    expect(refusal(() => vault.open(record, { ...place, ...other }))).toBe('damaged');
  });

  test('no changed record opens, whatever byte is changed', () => {
    const vault = createVault([fresh]);
    const [version, id, nonce = '', sealed = ''] = vault.seal('a secret of some length', place).split('.');
    const flip = (text: string, bit: number): string => {
      const bytes = Buffer.from(text, 'base64url');
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return bytes.toString('base64url');
    };
    for (let bit = 0; bit < Buffer.from(nonce, 'base64url').length * 8; bit += 1) {
      expect(refusal(() => vault.open([version, id, flip(nonce, bit), sealed].join('.'), place))).toBe('damaged');
    }
    for (let bit = 0; bit < Buffer.from(sealed, 'base64url').length * 8; bit += 1) {
      expect(refusal(() => vault.open([version, id, nonce, flip(sealed, bit)].join('.'), place))).toBe('damaged');
    }
  });

  test.each(['', 'v1', 'v1.a.b', 'v2.a.b.c', 'gho_plain', 'v1.a.b.c.d'])('%j is no record', (record) => {
    expect(refusal(() => createVault([fresh]).open(record, place))).toMatch(/damaged|unknown_key/);
  });

  test('the first key seals, all open, a lost key is named', () => {
    const before = createVault([old]).seal('secret', place);
    const rotating = createVault([fresh, old]);
    expect(rotating.open(before, place)).toBe('secret');
    expect(createVault([fresh]).open(rotating.seal('secret', place), place)).toBe('secret');
    expect(refusal(() => createVault([fresh]).open(before, place))).toBe('unknown_key');
  });
});

describe('keys', () => {
  test('are read from the environment in base64, base64url and hexadecimal', () => {
    const text = [old.toString('base64'), fresh.toString('hex'), old.toString('base64url')].join(', ');
    expect(loadConfig({ TOKEN_ENCRYPTION_KEYS: text }).tokenEncryptionKeys).toEqual([old, fresh, old]);
  });

  test.each(['short', old.subarray(1).toString('base64'), `${old.toString('base64')},x`, ','])('%j stops the start with a line that names the variable and not the value', (text) => {
    expect(() => loadConfig({ TOKEN_ENCRYPTION_KEYS: text })).toThrow(/^TOKEN_ENCRYPTION_KEYS is wrong: expected keys of 32 bytes in base64/);
  });

  test('without any given, one is made beside the data for its owner alone, once', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-keys-'));
    try {
      const all = await Promise.all(Array.from({ length: 8 }, () => loadVaultKeys({ given: null, dataDir })));
      const path = join(dataDir, 'token-encryption-keys');
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const kept = parseKeys(await readFile(path, 'utf8'));
      for (const keys of all) expect(keys).toEqual(kept);
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});
