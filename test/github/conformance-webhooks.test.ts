import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verify } from '@octokit/webhooks-methods';
import { createChecker } from './descriptions/check.ts';
import type { Json } from './descriptions/prune.ts';
import { startGitHub, type GitHubStandIn } from './start.ts';

interface Received {
  headers: IncomingHttpHeaders;
  text: string;
  payload: Record<string, Json>;
}

/** Actions that GitHub documents and @octokit/webhooks-schemas 7.6.1 lacks; the OpenAPI description has them. */
const NEWER_THAN_SCHEMAS = ['issues.field_added', 'issues.field_removed', 'issues.typed', 'issues.untyped'];

/** Properties that GitHub has added since @octokit/webhooks-schemas was made; the OpenAPI description has them. */
const NEWER_PROPERTIES = new Set(['user_view_type', 'sub_issues_summary', 'issue_dependencies_summary', 'issue_field_values', 'client_id']);

function withoutNewer(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNewer);
  if (typeof value !== 'object' || value === null) return value;
  // An issue's `type` is new, an account's is not.
  const isIssue = 'state_reason' in value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (NEWER_PROPERTIES.has(key) || (isIssue && key === 'type') ? [] : [[key, withoutNewer(inner)]])));
}

/** Other differences from @octokit/webhooks-schemas that are on purpose. */
const TOLERATED_BY_OCTOKIT: readonly (readonly [RegExp, string])[] = [
  [/^\/installation\/events\/N must be equal to one of/u, 'newer event names: issue_dependencies, sub_issues'],
  [/^\/issue\/milestone must be null/u, 'demilestoned, where another milestone took its place at once'],
  [/^\/changes\/field_value must NOT have additional properties/u, 'the names and values of a project field, as the OpenAPI description says'],
  [/^\/requester must be object/u, 'null where nobody requested it, as the OpenAPI description says'],
  [/^\/changes\/owner\/from must NOT have additional properties .*"organization"/u, 'the owner before a transfer may be an organization, as the OpenAPI description says'],
];

/** Differences from the OpenAPI description that are on purpose. */
const TOLERATED_BY_OPENAPI: readonly (readonly [RegExp, string])[] = [
  [/\/(?:assignee|assignees\/N)\/user_view_type is not described/u, 'described for every other account'],
  [/\/(?:base|head)\/repo\/custom_properties is not described/u, 'asked by @octokit/webhooks-schemas'],
  [/\/permissions\/emails is not described/u, 'manifests say `emails`, the description `email_addresses`'],
];

const checker = createChecker();
const received: Received[] = [];
let github: GitHubStandIn;
let receiver: Server;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      received.push({ headers: request.headers, text, payload: JSON.parse(text) as Record<string, Json> });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  github = await startGitHub({ seed: 'demo', randomSeed: 'webhooks', webhookUrl, app: { webhookSecret: 'a secret' } });
  tour();
  await github.control.deliveriesIdle({});
});
afterAll(async () => {
  await github.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

/** Does everything that makes GitHub send something. */
function tour(): void {
  const { control } = github;
  const by = 'ines-marchetti';
  const repository = 'northwind/storefront';
  control.install({ by, account: 'northwind', repositories: ['northwind/storefront'] });
  control.setInstallationRepositories({ by, account: 'northwind', repositories: ['northwind/storefront', 'northwind/mobile', 'northwind/platform'] });
  control.setInstallationRepositories({ by, account: 'northwind', repositories: ['northwind/storefront', 'northwind/mobile'] });
  control.setInstallationRepositories({ by, account: 'northwind', repositories: 'all' });
  control.setSuspended({ by, account: 'northwind', suspended: true });
  control.setSuspended({ by, account: 'northwind', suspended: false });
  issueTour(repository, by);
  const pull = control.createPullRequest({ by, repository, title: 'A pull request', body: 'Fixes #1' });
  control.editIssue({ by, repository, number: pull.number, title: 'Renamed', addLabels: ['bug'] });
  control.editPullRequest({ by, repository, number: pull.number, draft: true, reviewers: ['yusra-dev', 'sora-minagawa'] });
  control.editPullRequest({ by, repository, number: pull.number, draft: false, reviewers: ['sora-minagawa'] });
  control.reviewPullRequest({ by: 'sora-minagawa', repository, number: pull.number, state: 'approved' });
  control.closePullRequest({ by, repository, number: pull.number, merged: true });
  control.createLabel({ by, repository, name: 'fresh', color: 'abcdef' });
  control.editLabel({ by, repository, name: 'fresh', newName: 'stale', color: '123456', description: 'text' });
  control.deleteLabel({ by, repository, name: 'stale' });
  const milestone = control.createMilestone({ by, repository, title: 'M', dueOn: Date.UTC(2027, 0, 1) });
  control.editMilestone({ by, repository, number: milestone.number, title: 'N', description: 'text', dueOn: null });
  control.editMilestone({ by, repository, number: milestone.number, state: 'closed' });
  control.editMilestone({ by, repository, number: milestone.number, state: 'open' });
  control.deleteMilestone({ by, repository, number: milestone.number });
  control.setArchived({ by, repository: 'northwind/mobile', archived: true });
  control.setArchived({ by, repository: 'northwind/mobile', archived: false });
  control.setPrivate({ by, repository: 'northwind/mobile', private: true });
  control.setPrivate({ by, repository: 'northwind/mobile', private: false });
  control.renameRepository({ by, repository: 'northwind/mobile', name: 'apps' });
  control.createRepository({ by, owner: 'northwind', name: 'brief' });
  control.deleteRepository({ by, repository: 'northwind/brief' });
  control.install({ by: 'dunstan-k', account: 'dunstan-k' });
  control.createRepository({ by, owner: 'northwind', name: 'given-away' });
  control.transferRepository({ by, repository: 'northwind/given-away', to: 'dunstan-k' });
  control.setInstallationPermissions({ by, account: 'northwind', permissions: { issues: 'write', metadata: 'read' } });
  control.issueUserToken({ login: 'yusra-dev' });
  control.revokeAuthorization({ login: 'yusra-dev' });
  control.uninstall({ by, account: 'northwind' });
}

function issueTour(repository: string, by: string): void {
  const { control } = github;
  const { number } = control.createIssue({ by, repository, title: 'Τίτλος 🎏', body: '\u05d0\r\n  ', labels: ['bug'], assignees: ['sora-minagawa'], milestone: 4, type: 'Bug' });
  const on = { by, repository, number };
  control.editIssue({ ...on, title: 'Other', body: null });
  control.editIssue({ ...on, addLabels: ['P1'], removeLabels: ['bug'], addAssignees: ['yusra-dev'], removeAssignees: ['sora-minagawa'], milestone: 5, type: null });
  control.editIssue({ ...on, milestone: null, type: 'Task' });
  for (const [name, dataType] of [['Points', 'number'], ['Stage', 'single_select'], ['Areas', 'multi_select']] as const) {
    control.createIssueField({ organization: 'northwind', name, dataType, options: ['One', 'Two'] });
  }
  control.editIssue({ ...on, fields: { Points: 3, Stage: 'One', Areas: ['One', 'Two'] } });
  control.editIssue({ ...on, fields: { Points: 5, Stage: 'Two', Areas: ['One'] } });
  control.editIssue({ ...on, fields: { Points: null, Stage: null, Areas: null } });
  const project = control.createProject({ organization: 'northwind', title: 'Roadmap', fields: { Status: ['Todo', 'Done'] } }).number;
  control.setProjectField({ ...on, project, field: 'Status', value: 'Todo' });
  control.setProjectField({ ...on, project, field: 'Status', value: 'Done' });
  control.removeFromProject({ ...on, project });
  control.editIssue({ ...on, state: 'closed', stateReason: 'duplicate' });
  control.editIssue({ ...on, state: 'open' });
  control.editIssue({ ...on, locked: true, activeLockReason: 'too heated' });
  control.editIssue({ ...on, locked: false });
  control.editIssue({ ...on, pinned: true });
  control.editIssue({ ...on, pinned: false });
  const comment = control.createComment({ ...on, body: 'A comment' });
  control.editComment({ ...on, comment: comment.id, body: 'Another' });
  control.deleteComment({ ...on, comment: comment.id });
  const moved = control.transferIssue({ ...on, to: 'northwind/platform' });
  control.deleteIssue({ by, repository: 'northwind/platform', number: moved.number });
}

const nameOf = ({ headers, payload }: Received): string => `${String(headers['x-github-event'])}.${typeof payload['action'] === 'string' ? payload['action'] : ''}`;
const unless = (tolerated: readonly (readonly [RegExp, string])[], faults: readonly string[]): string[] => faults.filter((fault) => !tolerated.some(([known]) => known.test(fault)));

describe('webhooks are as GitHub describes them', () => {
  test('every event and action that the stand-in can send was sent', () => {
    const names = new Set(received.map(nameOf));
    const expected = [
      ...['opened', 'edited', 'deleted', 'transferred', 'pinned', 'unpinned', 'closed', 'reopened', 'assigned', 'unassigned', 'labeled', 'unlabeled', 'locked', 'unlocked', 'milestoned', 'demilestoned', 'typed', 'untyped', 'field_added', 'field_removed'].map((action) => `issues.${action}`),
      ...['created', 'edited', 'deleted'].flatMap((action) => [`issue_comment.${action}`, `label.${action}`, `milestone.${action}`]),
      ...['opened', 'closed'].map((action) => `milestone.${action}`),
      ...['opened', 'edited', 'labeled', 'closed', 'converted_to_draft', 'ready_for_review', 'review_requested', 'review_request_removed'].map((action) => `pull_request.${action}`),
      'pull_request_review.submitted',
      ...['created', 'edited', 'deleted'].map((action) => `projects_v2_item.${action}`),
      ...['renamed', 'transferred', 'archived', 'unarchived', 'deleted', 'privatized', 'publicized'].map((action) => `repository.${action}`),
      ...['created', 'deleted', 'suspend', 'unsuspend', 'new_permissions_accepted'].map((action) => `installation.${action}`),
      ...['added', 'removed'].map((action) => `installation_repositories.${action}`),
      'github_app_authorization.revoked',
    ];
    expect(expected.filter((name) => !names.has(name))).toEqual([]);
  });

  test('payloads keep to @octokit/webhooks-schemas', () => {
    const faults = new Set<string>();
    const unknown = new Set<string>();
    for (const delivery of received) {
      const [event = '', action = ''] = nameOf(delivery).split('.');
      const found = checker.octokitPayload(event, action, withoutNewer(delivery.payload));
      if (found === null) unknown.add(nameOf(delivery));
      else for (const fault of unless(TOLERATED_BY_OCTOKIT, found)) faults.add(`${nameOf(delivery)}: ${fault}`);
    }
    expect([...faults]).toEqual([]);
    expect([...unknown].toSorted()).toEqual(NEWER_THAN_SCHEMAS);
  });

  test('payloads keep to GitHub’s OpenAPI description, without anything that it does not know', () => {
    const faults = new Set<string>();
    for (const delivery of received) {
      const [event = '', action = ''] = nameOf(delivery).split('.');
      for (const fault of unless(TOLERATED_BY_OPENAPI, checker.openapiPayload(event, action, delivery.payload))) faults.add(`${nameOf(delivery)}: ${fault}`);
    }
    expect([...faults]).toEqual([]);
  });

  test('headers and signatures are GitHub’s', async () => {
    const guids = new Set<string>();
    for (const { headers, text } of received) {
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^GitHub-Hookshot\//u),
        accept: '*/*',
        'x-github-delivery': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u),
        'x-github-hook-id': String(github.app.hookId),
        'x-github-hook-installation-target-id': String(github.app.id),
        'x-github-hook-installation-target-type': 'integration',
        'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/u),
      });
      expect(await verify('a secret', text, String(headers['x-hub-signature-256']))).toBe(true);
      guids.add(String(headers['x-github-delivery']));
    }
    expect(guids.size).toBe(received.length);
  });
});
