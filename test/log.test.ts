import { expect, test } from '@jest/globals';
import { createLog, redact } from '../src/log.ts';
import { privateKey } from './support/keys.ts';

const letters = (count: number): string => 'aB3dE6gH9'.repeat(Math.ceil(count / 9)).slice(0, count);

const SECRETS: [string, string][] = [
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind): [string, string] => [`a ${kind}_ token`, `${kind}_${letters(36)}`]),
  ['an installation token of 520 characters', `ghs_1203000_eyJ${letters(160)}.${letters(180)}-_.${letters(170)}`],
  ['a refresh token', `ghr_${letters(76)}`],
  ['a fine-grained token', `github_pat_${letters(22)}_${letters(59)}`],
  ["the App's own token (JWT)", `eyJhbGciOiJSUzI1NiJ9.eyJ${letters(60)}.${letters(340)}-_x`],
  ['a private key', privateKey().trim()],
  ['a private key in one line', privateKey().trim().replaceAll('\n', '\\n')],
  ['a private key in base64', Buffer.from(privateKey()).toString('base64')],
];

const URLS: [string, string, string][] = [
  ['postgres://lockstep:h4rd-to-guess@db.example:5432/lockstep', 'h4rd-to-guess', 'postgres://lockstep:[redacted]@db.example:5432/lockstep'],
  ['postgresql://u:with%40at@db/l', 'with%40at', 'postgresql://u:[redacted]@db/l'],
  ['postgres://u:a@b:c@db/l', 'b:c', 'postgres://u:[redacted]@db/l'],
];

/** A log that remembers its lines. */
function remembering() {
  const lines: string[] = [];
  const log = createLog({ logLevel: 'trace' }, { write: (line: string) => void lines.push(line) });
  return { log, lines };
}

test.each(SECRETS)('I13: %s appears in no log, wherever it stands', (_name, secret) => {
  const { log, lines } = remembering();
  const error = Object.assign(new Error(`refused: ${secret}`, { cause: new Error(`under it: ${secret}`) }), {
    request: { headers: { authorization: `token ${secret}` }, url: `https://x-access-token:${secret}@github.com` },
  });
  log.info({ some: { where: [{ deep: secret }] } }, 'data');
  log.warn({ [secret]: 1 }, 'key');
  log.error({ err: error }, 'error');
  log.error(error);
  log.child({ from: secret }).info(`message ${secret}`);
  log.info({ text: JSON.stringify({ again: JSON.stringify({ secret }) }) }, 'quoted twice');
  expect(lines).toHaveLength(6);
  // The shortest telling part: a key's first line, a token's last half.
  const part = secret.includes('PRIVATE KEY') ? secret.slice(40, 70) : secret.slice(-18);
  for (const line of lines) {
    expect(line).not.toContain(part);
    expect(line).toContain('[redacted]');
    expect(() => JSON.parse(line) as unknown).not.toThrow();
  }
});

test.each(URLS)('I13: the password of %s', (url, password, expected) => {
  expect(redact(`cannot connect to ${url}, sorry`)).toBe(`cannot connect to ${expected}, sorry`);
  const { log, lines } = remembering();
  log.error({ err: new Error(`cannot connect to ${url}`), other: 'somebody@example.org' }, 'failed');
  expect(lines[0]).not.toContain(password);
  expect(lines[0]).toContain('somebody@example.org');
});

test('fields that hold secrets by their name are cut whatever they hold', () => {
  const { log, lines } = remembering();
  log.info({ github: { privateKey: 'plain-1', clientSecret: 'plain-2', secret: 'plain-3', token: 'plain-4', password: 'plain-5' }, token: 'plain-6', authorization: 'plain-7' }, 'config');
  expect(lines[0]).not.toMatch(/plain-\d/);
});

test('what is no secret stays as it is', () => {
  const text = 'ghs_ is a prefix; postgres://localhost/db has no password; mail to a@b.example, delivery 0b5ff2c0-1111-11ef-8111-000000000000';
  expect(redact(text)).toBe(text);
});

test('lines are JSON with a level, a time and a constant message', () => {
  const { log, lines } = remembering();
  log.info({ delivery: 'abc' }, 'delivery processed');
  expect(JSON.parse(lines[0] ?? '')).toEqual({ level: 30, time: expect.any(Number), delivery: 'abc', msg: 'delivery processed' });
});

test('below its level nothing is written', () => {
  const lines: string[] = [];
  const log = createLog({ logLevel: 'warn' }, { write: (line: string) => void lines.push(line) });
  log.info('not this');
  log.warn('this');
  expect(lines).toHaveLength(1);
});
