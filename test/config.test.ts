import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../src/config.ts';
import { privateKey } from './support/keys.ts';

const KEY = privateKey();
const KEY_32 = Buffer.alloc(32, 'a key').toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'lockstep-config-'));

afterAll(() => rmSync(folder, { recursive: true }));

const CREDENTIALS = { APP_ID: '123', PRIVATE_KEY: KEY, WEBHOOK_SECRET: 'hush', GITHUB_CLIENT_ID: 'Iv1.a', GITHUB_CLIENT_SECRET: 's3cret' };

/** The environment with some variables changed; undefined takes one away. */
function environment(changes: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries({ ...CREDENTIALS, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

function refusal(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

describe('what is missing or wrong is one line that names the variable and the mend', () => {
  test.each([
    ['APP_ID', undefined, "'App ID'"],
    ['APP_ID', 'abc', "'App ID'"],
    ['APP_ID', '-1', "'App ID'"],
    ['APP_ID', '1.5', "'App ID'"],
    ['PRIVATE_KEY', undefined, 'PRIVATE_KEY_PATH to the .pem'],
    ['PRIVATE_KEY', 'no key', 'PEM'],
    ['PRIVATE_KEY', '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----', 'PEM'],
    ['WEBHOOK_SECRET', undefined, "secret of the App's webhook"],
    ['WEBHOOK_SECRET', 'one,two,three', 'two separated by a comma'],
    ['WEBHOOK_SECRET', 'one,', 'two separated by a comma'],
    ['WEBHOOK_SECRET', ',two', 'two separated by a comma'],
    ['GITHUB_CLIENT_ID', undefined, "'Client ID'"],
    ['GITHUB_CLIENT_SECRET', undefined, "'Client secrets'"],
    ['GITHUB_API_URL', 'api.github.com', 'https://api.github.com'],
    ['GITHUB_API_URL', 'ftp://api.github.com', 'http(s)'],
    ['GITHUB_WEB_URL', 'github', 'https://github.com'],
    ['PUBLIC_URL', 'localhost', 'http(s)'],
    ['PUBLIC_URL', 'http://lockstep.example', 'https'],
    ['PUBLIC_URL', 'https://lockstep.example/below', 'no path'],
    ['TOKEN_ENCRYPTION_KEYS', 'too short', '32 bytes in base64'],
    ['TOKEN_ENCRYPTION_KEYS', `${KEY_32},${KEY_32.slice(4)}`, 'openssl rand -base64 32'],
    ['TRUST_PROXY', 'everybody', '10.0.0.0/8'],
    ['DATABASE_URL', 'mysql://a/b', 'postgres://'],
    ['DATABASE_URL', 'somewhere', 'postgres://'],
    ['PORT', 'eighty', '0 to 65535'],
    ['PORT', '65536', '0 to 65535'],
    ['PORT', '-1', '0 to 65535'],
    ['PORT', '80.5', '0 to 65535'],
    ['LOG_LEVEL', 'loud', 'fatal, error, warn'],
    ['METRICS_TOKEN', 'short', '16 to 200 characters'],
  ])('%s=%s', (name, value, mend) => {
    const message = refusal(environment({ [name]: value }));
    expect(message).toMatch(new RegExp(`^${name} is (wrong|missing)`));
    expect(message).toContain(mend);
    expect(message).not.toContain('\n');
  });

  test('an empty or blank value counts as missing', () => {
    expect(refusal(environment({ GITHUB_CLIENT_ID: '  ' }))).toMatch(/^GITHUB_CLIENT_ID is missing/);
    expect(loadConfig(environment({ PORT: '' })).port).toBe(3000);
  });

  test('a key file that cannot be read', () => {
    const message = refusal(environment({ PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: join(folder, 'nothing.pem') }));
    expect(message).toMatch(/^PRIVATE_KEY_PATH is wrong: no readable file at .*nothing\.pem; point it to the \.pem/);
  });

  test('no message repeats the value of a credential', () => {
    for (const name of Object.keys(CREDENTIALS)) {
      const message = refusal(environment({ [name]: undefined, PRIVATE_KEY_PATH: undefined }));
      for (const value of Object.values(CREDENTIALS).filter((text) => text !== '123')) expect(message).not.toContain(value);
    }
    expect(refusal(environment({ DATABASE_URL: 'mysql://user:topsecret@host/db' }))).not.toContain('topsecret');
  });
});

describe('credentials are one set', () => {
  test('none at all: setup mode', () => {
    expect(loadConfig({}).github).toBeNull();
  });

  test.each(Object.keys(CREDENTIALS))('%s alone does not start', (name) => {
    const only = { [name]: CREDENTIALS[name as keyof typeof CREDENTIALS] };
    expect(() => loadConfig(only)).toThrow(ConfigError);
  });

  test('without the webhook secret that is what is named, whatever else is missing', () => {
    expect(refusal({ APP_ID: '123' })).toMatch(/^WEBHOOK_SECRET is missing/);
  });

  test('GITHUB_WEBHOOK_SECRET is taken too; WEBHOOK_SECRET goes first', () => {
    expect(loadConfig(environment({ WEBHOOK_SECRET: undefined, GITHUB_WEBHOOK_SECRET: 'other' })).github?.webhookSecrets).toEqual(['other']);
    expect(loadConfig(environment({ GITHUB_WEBHOOK_SECRET: 'other' })).github?.webhookSecrets).toEqual(['hush']);
  });

  test('two secrets during a rotation', () => {
    expect(loadConfig(environment({ WEBHOOK_SECRET: 'new, old' })).github?.webhookSecrets).toEqual(['new', 'old']);
  });
});

describe('the private key', () => {
  const pkcs1 = (generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }) as string).trim();
  const file = join(folder, 'app.pem');
  writeFileSync(file, pkcs1);
  const isSame = (env: Record<string, string>): boolean =>
    createPublicKey(loadConfig(env).github?.privateKey ?? '').equals(createPublicKey(pkcs1));

  test.each([
    ['PEM as GitHub gives it', { PRIVATE_KEY: pkcs1 }],
    ['PEM in one line with \\n', { PRIVATE_KEY: pkcs1.replaceAll('\n', '\\n') }],
    ['PEM with CRLF', { PRIVATE_KEY: pkcs1.replaceAll('\n', '\r\n') }],
    ['base64 of PEM', { PRIVATE_KEY: Buffer.from(pkcs1).toString('base64') }],
    ['a file', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: file }],
  ])('%s', (_name, changes) => {
    expect(isSame(environment(changes))).toBe(true);
  });

  test('in the environment it goes before the file', () => {
    expect(isSame(environment({ PRIVATE_KEY: pkcs1, PRIVATE_KEY_PATH: join(folder, 'nothing.pem') }))).toBe(true);
  });
});

describe('defaults', () => {
  test('with nothing set', () => {
    expect(loadConfig({})).toEqual({
      github: null, githubApiUrl: 'https://api.github.com', githubWebUrl: 'https://github.com', publicUrl: 'http://localhost:3000',
      tokenEncryptionKeys: null, trustProxy: false, databaseUrl: null, dataDir: resolve('.data'), host: '127.0.0.1', port: 3000, logLevel: 'info',
      smtpUrl: null, mailFrom: null, outgoingAllow: { hosts: [], networks: [] }, metricsToken: null,
    });
  });

  test('keys of the vault, the newest first, and the proxies that are trusted', () => {
    const other = Buffer.alloc(32, 'older');
    const config = loadConfig({ TOKEN_ENCRYPTION_KEYS: `${KEY_32}, ${other.toString('base64')}`, TRUST_PROXY: '10.0.0.0/8, ::1' });
    expect(config.tokenEncryptionKeys?.map((key) => key.toString('base64'))).toEqual([KEY_32, other.toString('base64')]);
    expect(config.trustProxy).toEqual(['10.0.0.0/8', '::1']);
  });

  test('addresses lose their trailing slash', () => {
    const config = loadConfig({ GITHUB_API_URL: 'https://ghe.example/api/v3/', PUBLIC_URL: 'https://lockstep.example//' });
    expect(config).toMatchObject({ githubApiUrl: 'https://ghe.example/api/v3', publicUrl: 'https://lockstep.example' });
  });
});

describe('telling others', () => {
  test('e-mail takes a server and a sender, both or neither', () => {
    expect(loadConfig({ SMTP_URL: 'smtps://u:p@mail.example.org', MAIL_FROM: 'Lockstep <l@example.org>' })).toMatchObject({ smtpUrl: 'smtps://u:p@mail.example.org', mailFrom: 'Lockstep <l@example.org>' });
    expect(() => loadConfig({ SMTP_URL: 'smtp://mail' })).toThrow(/^MAIL_FROM is missing/);
    expect(() => loadConfig({ MAIL_FROM: 'l@example.org' })).toThrow(/^SMTP_URL is missing/);
    expect(() => loadConfig({ SMTP_URL: 'http://mail', MAIL_FROM: 'l@example.org' })).toThrow(/^SMTP_URL is wrong/);
  });

  test('what may be reached inside is hosts and networks', () => {
    expect(loadConfig({ OUTGOING_ALLOW: 'Chat.lan, 10.1.0.0/16,fd00::/8, ::1' }).outgoingAllow).toEqual({ hosts: ['chat.lan', '::1'], networks: ['10.1.0.0/16', 'fd00::/8'] });
    for (const wrong of ['10.0.0.0/33', '10.0.0/8', 'http://chat.lan', 'a b']) expect(() => loadConfig({ OUTGOING_ALLOW: wrong })).toThrow(/^OUTGOING_ALLOW is wrong/);
  });
});
