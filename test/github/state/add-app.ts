import { generateKeyPairSync } from 'node:crypto';
import type { App, Permissions } from '../model.ts';
import { addAccount } from './add.ts';
import { nodeIdOf } from './ids.ts';
import { BASE62, HEX, randomText } from './random.ts';
import type { GitHubState } from './state.ts';

export interface NewApp {
  slug?: string;
  name?: string;
  /** The organization or person that owns the App. */
  ownerId: number;
  permissions?: Permissions;
  events?: string[];
  callbackUrls?: string[];
  setupUrl?: string | null;
  webhookUrl?: string | null;
  webhookSecret?: string;
  /** PEM; without one a key is generated (about 100 ms, and not from the seed). */
  privateKey?: string;
}

/** Permissions of Lockstep's app.yml, as GitHub's API names them. */
export const DEFAULT_PERMISSIONS: Permissions = {
  issues: 'write',
  metadata: 'read',
  pull_requests: 'read',
  organization_projects: 'write',
  members: 'read',
  emails: 'read',
};

/** Events of Lockstep's app.yml; `installation*` and `github_app_authorization` always come. */
export const DEFAULT_EVENTS = [
  'issues',
  'issue_comment',
  'issue_dependencies',
  'label',
  'milestone',
  'projects_v2_item',
  'pull_request',
  'pull_request_review',
  'repository',
  'sub_issues',
];

export function generatePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return privateKey;
}

/** Registers the App and its bot account. */
export function addApp(state: GitHubState, app: NewApp): App {
  const slug = app.slug ?? 'lockstep';
  const id = state.ids.next('app');
  const random = state.random('app');
  const bot = addAccount(state, { login: `${slug}[bot]`, type: 'Bot' });
  return Object.assign(state.app, {
    id,
    nodeId: nodeIdOf('App', id),
    slug,
    name: app.name ?? 'Lockstep',
    ownerId: app.ownerId,
    botId: bot.id,
    clientId: `Iv23${randomText(random, 16, BASE62)}`,
    clientSecret: randomText(random, 40, HEX),
    privateKey: app.privateKey ?? generatePrivateKey(),
    webhookSecret: app.webhookSecret ?? randomText(random, 40, HEX),
    webhookUrl: app.webhookUrl ?? null,
    insecureSsl: false,
    hookId: state.ids.next('hook'),
    permissions: app.permissions ?? { ...DEFAULT_PERMISSIONS },
    events: app.events ?? [...DEFAULT_EVENTS],
    callbackUrls: app.callbackUrls ?? [],
    setupUrl: app.setupUrl ?? null,
    createdAt: state.now(),
  } satisfies App);
}
