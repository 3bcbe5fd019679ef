/** app.yml and docs/github-app.md against what GitHub knows and what the handlers do. */
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { ignoredReason } from '../../src/handlers/ignored.ts';
import { isHandled } from '../../src/handlers/register.ts';
import { read } from './files.ts';

const require = createRequire(import.meta.url);

const address = z.url({ protocol: /^https$/ });

const manifest = z.strictObject({
  name: z.string().max(34),
  description: z.string(),
  url: address,
  hook_attributes: z.strictObject({ url: address, active: z.boolean() }),
  redirect_url: address,
  callback_urls: z.array(address).min(1).max(10),
  setup_url: address,
  setup_on_update: z.boolean(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
}).parse(parse(read('app.yml')));

/**
 * Permission names of GitHub's own webhook schemas, and the newer one they lack:
 * https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
const PERMISSIONS = new Set([...schemaPermissions(), 'issue_fields']);

/** Event -> the permission without which GitHub refuses the subscription (its page "Webhook events and payloads"). */
const EVENTS: Readonly<Record<string, string>> = {
  issues: 'issues',
  issue_comment: 'issues',
  sub_issues: 'issues',
  issue_dependencies: 'issues',
  label: 'metadata',
  milestone: 'issues',
  repository: 'metadata',
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  projects_v2_item: 'organization_projects',
};

/** Sent to every App; a manifest that lists them is refused. */
const ALWAYS_SENT = ['installation', 'installation_repositories', 'github_app_authorization', 'installation_target'];

/** Actions of the subscribed events beyond those that the published examples show. */
const MORE_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  issues: ['field_added', 'field_removed', 'typed', 'untyped'],
  issue_comment: ['pinned', 'unpinned'],
  sub_issues: ['sub_issue_added', 'sub_issue_removed', 'parent_issue_added', 'parent_issue_removed'],
  issue_dependencies: ['blocked_by_added', 'blocked_by_removed', 'blocking_added', 'blocking_removed'],
};

function schemaPermissions(): string[] {
  const { definitions } = require('@octokit/webhooks-schemas/schema.json') as {
    definitions: { app: { properties: { permissions: { properties: object } } } };
  };
  return Object.keys(definitions.app.properties.permissions.properties);
}

function actionsOf(event: string): (string | null)[] {
  const published = require('@octokit/webhooks-examples') as { name: string; examples: { action?: string }[] }[];
  const examples = published.find(({ name }) => name === event)?.examples ?? [];
  return [...new Set([...examples.map(({ action }) => action ?? null), ...(MORE_ACTIONS[event] ?? [])])];
}

describe('app.yml', () => {
  test('deliveries go to the receiver, people come back to the sign-in', () => {
    const { origin } = new URL(manifest.url);
    expect(manifest.hook_attributes).toEqual({ url: `${origin}/api/webhooks/github`, active: true });
    expect(manifest.callback_urls).toEqual([`${origin}/api/auth/github/callback`]);
    expect([manifest.redirect_url, manifest.setup_url].map((url) => new URL(url).origin)).toEqual([origin, origin]);
  });

  test('the permissions are the complete list, by names GitHub knows', () => {
    expect(manifest.default_permissions).toEqual({
      issues: 'write', metadata: 'read', pull_requests: 'read', organization_projects: 'write', members: 'read', issue_fields: 'read', emails: 'read',
    });
    expect(Object.keys(manifest.default_permissions).filter((name) => !PERMISSIONS.has(name))).toEqual([]);
  });

  test('the events are known, complete, and each has the permission it needs', () => {
    expect(manifest.default_events.toSorted()).toEqual(Object.keys(EVENTS).toSorted());
    expect(manifest.default_events.filter((event) => !((EVENTS[event] ?? '') in manifest.default_permissions))).toEqual([]);
    expect(manifest.default_events.filter((event) => ALWAYS_SENT.includes(event))).toEqual([]);
  });

  test.each([...manifest.default_events, ...ALWAYS_SENT])('%s is handled or knowingly ignored, every action of it', (event) => {
    const actions = actionsOf(event);
    const unanswered = actions.filter((action) => !isHandled(event) && ignoredReason(event, action) === undefined);
    expect(unanswered).toEqual([]);
    expect(isHandled(event) || ignoredReason(event, null) !== undefined).toBe(true);
  });
});

describe('docs/github-app.md', () => {
  const page = read('docs/github-app.md');
  const firstCells = (heading: string): string[] => {
    const [, section = ''] = page.split(`## ${heading}\n`);
    return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z0-9_]+)/gm)].map(([, name = '']) => name);
  };

  test('explains every permission of app.yml and no other', () => {
    expect(firstCells('Permissions').toSorted()).toEqual(Object.keys(manifest.default_permissions).toSorted());
  });

  test('explains every event of app.yml, and those that always come', () => {
    expect(firstCells('Events').toSorted()).toEqual([...manifest.default_events, 'installation', 'installation_repositories', 'github_app_authorization'].toSorted());
  });
});
