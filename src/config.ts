/**
 * Environment -> typed Config. The only reader of process.env.
 *
 * A wrong or missing value throws a ConfigError whose message is one line that names the variable
 * and the mend. GitHub credentials are one set: all of them, or none (setup mode).
 */
import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseKeys } from './store/vault-keys.ts';

/** The App's credentials, as GitHub's App manifest conversion hands them out. */
export interface GitHubCredentials {
  appId: number;
  /** PEM. */
  privateKey: string;
  /** The first signs today's deliveries; a second one is accepted during rotation. */
  webhookSecrets: [string, ...string[]];
  clientId: string;
  clientSecret: string;
}

export interface Config {
  /** null: setup mode, no App is connected yet. */
  github: GitHubCredentials | null;
  /** REST base, without a trailing slash: https://api.github.com or https://HOST/api/v3. */
  githubApiUrl: string;
  githubWebUrl: string;
  /** Where people and GitHub reach this service: https, or http on this machine alone. No trailing slash. */
  publicUrl: string;
  /** Keys of the token vault, the first seals; null: kept in dataDir. */
  tokenEncryptionKeys: readonly Buffer[] | null;
  /** Addresses of the proxies before this service whose X-Forwarded-* headers count; false: none. */
  trustProxy: string[] | false;
  /** null: the embedded PostgreSQL in dataDir. */
  databaseUrl: string | null;
  dataDir: string;
  /** smtp:// or smtps:// of the mail server; null: no e-mail is sent. */
  smtpUrl: string | null;
  mailFrom: string | null;
  /** Inside hosts and networks that outgoing webhooks may reach. */
  outgoingAllow: { hosts: string[]; networks: string[] };
  /** What whoever reads /metrics sends as a bearer token; null: it is open to whoever reaches the port. */
  metricsToken: string | null;
  host: string;
  port: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** A value of the environment is missing or wrong; the message is for the operator. */
export class ConfigError extends Error {
  readonly code = 'config';
  override name = 'ConfigError';
}

const CREDENTIALS = ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'] as const;

const MEND: Record<(typeof CREDENTIALS)[number], string> = {
  APP_ID: "set it to the number under 'App ID' on the App's settings page",
  PRIVATE_KEY: 'set it to the PEM text, or PRIVATE_KEY_PATH to the .pem file GitHub gave you',
  WEBHOOK_SECRET: "set it to the secret of the App's webhook; without it anybody could send events",
  GITHUB_CLIENT_ID: "set it to the 'Client ID' on the App's settings page",
  GITHUB_CLIENT_SECRET: "generate one under 'Client secrets' on the App's settings page",
};

const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));

const schema = z.object({
  GITHUB_API_URL: url.default('https://api.github.com'),
  GITHUB_WEB_URL: url.default('https://github.com'),
  PUBLIC_URL: url.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  TOKEN_ENCRYPTION_KEYS: z.string().transform(parseKeys).pipe(z.array(z.instanceof(Buffer))).optional(),
  TRUST_PROXY: z.string().regex(/^[\da-fA-F]*[.:][\da-fA-F.:/]*(?:\s*,\s*[\da-fA-F.:/]+)*$/).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/).optional(),
  OUTGOING_ALLOW: z.string().transform(parseAllow).pipe(z.object({ hosts: z.array(z.string()), networks: z.array(z.string()) })).optional(),
  METRICS_TOKEN: z.string().regex(/^[\x21-\x7e]{16,200}$/).optional(),
  DATA_DIR: z.string().default('.data'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const EXPECTED: Record<keyof z.infer<typeof schema>, string> = {
  GITHUB_API_URL: 'an http(s) address such as https://api.github.com',
  GITHUB_WEB_URL: 'an http(s) address such as https://github.com',
  PUBLIC_URL: 'the http(s) address people and GitHub reach this service at',
  DATABASE_URL: 'postgres://user:password@host:5432/database, or nothing for the embedded PostgreSQL',
  TOKEN_ENCRYPTION_KEYS: 'keys of 32 bytes in base64 separated by commas, the newest first; `openssl rand -base64 32` makes one',
  TRUST_PROXY: 'the addresses or networks of the proxies before this service, separated by commas, such as 10.0.0.0/8',
  SMTP_URL: 'smtp://user:password@host:587 or smtps://host:465, or nothing for no e-mail',
  MAIL_FROM: 'an address such as lockstep@example.org or Lockstep <lockstep@example.org>',
  OUTGOING_ALLOW: 'hosts and networks separated by commas, such as chat.example.lan, 10.1.0.0/16',
  METRICS_TOKEN: '16 to 200 characters without spaces, such as `openssl rand -hex 32` makes, or nothing',
  DATA_DIR: 'a folder',
  HOST: 'an address to listen on such as 127.0.0.1 or 0.0.0.0',
  PORT: 'a number from 0 to 65535',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace, silent',
};

/**
 * Reads the configuration.
 * @param env the environment; by default the process's own, with `.env` of the working folder below it.
 * @throws ConfigError with one line that names the variable and the mend
 */
export function loadConfig(env: NodeJS.ProcessEnv = withDotEnv()): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]) as keyof typeof EXPECTED;
    throw new ConfigError(`${name} is wrong: expected ${EXPECTED[name]}.`);
  }
  const values = parsed.data;
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${values.PORT}`;
  if (!isSafeOrigin(publicUrl)) throw new ConfigError('PUBLIC_URL is wrong: people sign in there, so use https and no path; plain http is for localhost only.');
  if ((values.SMTP_URL === undefined) !== (values.MAIL_FROM === undefined)) {
    throw new ConfigError(`${values.SMTP_URL === undefined ? 'SMTP_URL' : 'MAIL_FROM'} is missing: e-mail takes both SMTP_URL and MAIL_FROM, or neither.`);
  }
  return {
    github: readCredentials(given),
    githubApiUrl: values.GITHUB_API_URL,
    githubWebUrl: values.GITHUB_WEB_URL,
    publicUrl,
    tokenEncryptionKeys: values.TOKEN_ENCRYPTION_KEYS ?? null,
    trustProxy: values.TRUST_PROXY?.split(',').map((part) => part.trim()) ?? false,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: resolve(values.DATA_DIR),
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? null,
    outgoingAllow: values.OUTGOING_ALLOW ?? { hosts: [], networks: [] },
    metricsToken: values.METRICS_TOKEN ?? null,
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
  };
}

/** @returns null where a part is neither a host nor a network */
function parseAllow(text: string): { hosts: string[]; networks: string[] } | null {
  const parts = text.split(',').map((part) => part.trim().toLowerCase()).filter((part) => part !== '');
  const networks = parts.filter((part) => part.includes('/'));
  const hosts = parts.filter((part) => !part.includes('/'));
  const areNetworks = networks.every((part) => {
    const [address = '', bits = '', ...more] = part.split('/');
    return isIP(address) !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
  });
  return areNetworks && hosts.every((part) => isIP(part) !== 0 || /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?$/.test(part)) ? { hosts, networks } : null;
}

function isSafeOrigin(address: string): boolean {
  const { protocol, hostname, pathname, username, search, hash } = new URL(address);
  return pathname === '/' && `${username}${search}${hash}` === '' && (protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

function readCredentials(env: Record<string, string | undefined>): GitHubCredentials | null {
  const found = {
    APP_ID: env['APP_ID'],
    PRIVATE_KEY: env['PRIVATE_KEY'] ?? readKeyFile(env['PRIVATE_KEY_PATH']),
    WEBHOOK_SECRET: env['WEBHOOK_SECRET'] ?? env['GITHUB_WEBHOOK_SECRET'],
    GITHUB_CLIENT_ID: env['GITHUB_CLIENT_ID'],
    GITHUB_CLIENT_SECRET: env['GITHUB_CLIENT_SECRET'],
  };
  const missing = CREDENTIALS.filter((name) => found[name] === undefined);
  if (missing.length === CREDENTIALS.length) return null;
  // The secret above all: Probot would silently fall back to a well-known one.
  const first = missing.includes('WEBHOOK_SECRET') ? 'WEBHOOK_SECRET' : missing[0];
  if (first !== undefined) throw new ConfigError(`${first} is missing while other GitHub credentials are set: ${MEND[first]}.`);
  const { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = found as Record<keyof typeof found, string>;
  const appId = Number(APP_ID);
  if (!Number.isSafeInteger(appId) || appId <= 0) throw new ConfigError(`APP_ID is wrong: ${MEND.APP_ID}.`);
  return {
    appId,
    privateKey: parsePrivateKey(PRIVATE_KEY),
    webhookSecrets: parseSecrets(WEBHOOK_SECRET),
    clientId: GITHUB_CLIENT_ID,
    clientSecret: GITHUB_CLIENT_SECRET,
  };
}

function readKeyFile(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`PRIVATE_KEY_PATH is wrong: no readable file at ${path}; point it to the .pem file GitHub gave you.`);
  }
}

/** Takes PEM, PEM with literal \n (as env files carry it) or base64 of PEM. */
function parsePrivateKey(text: string): string {
  const unescaped = text.replace(/\\n/g, '\n').trim();
  const pem = unescaped.startsWith('-----') ? unescaped : Buffer.from(unescaped, 'base64').toString('utf8').trim();
  try {
    return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    throw new ConfigError(`PRIVATE_KEY is wrong: it is no PEM private key; ${MEND.PRIVATE_KEY}.`);
  }
}

function parseSecrets(text: string): [string, ...string[]] {
  const [first, second, ...more] = text.split(',').map((part) => part.trim());
  if (!first || second === '' || more.length > 0) {
    throw new ConfigError('WEBHOOK_SECRET is wrong: give one secret, or two separated by a comma during rotation.');
  }
  return second === undefined ? [first] : [first, second];
}

function withDotEnv(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
