import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verify } from '@octokit/webhooks-methods';
import { startGitHub, type GitHubStandIn } from './start.ts';
import { asApp, asInstallation, startSink, type Sink } from './test-kit.ts';

const widgets = { owner: 'acme', repo: 'widgets' };
const repository = 'acme/widgets';
const by = 'olivia';

describe('webhooks', () => {
  let sink: Sink;
  let github: GitHubStandIn;

  beforeEach(async () => {
    sink = await startSink();
    // One at a time, so that the order of arrival is the order of sending.
    github = await startGitHub({ webhookUrl: sink.url, deliveryConcurrency: 1 });
  });
  afterEach(async () => {
    await github.close();
    await sink.close();
  });

  async function arrived(): Promise<string[]> {
    await github.control.deliveriesIdle();
    return sink.names();
  }

  test('deliveries are signed over their bytes and carry GitHub\'s headers', async () => {
    github.control.createIssue({ by, repository, title: 'Größe <b>&\u2028' });
    await github.control.deliveriesIdle();
    const [delivery] = sink.received;
    const signature = String(delivery?.headers['x-hub-signature-256']);
    expect(await verify(github.app.webhookSecret, delivery?.raw ?? '', signature)).toBe(true);
    expect(await verify('another secret', delivery?.raw ?? '', signature)).toBe(false);
    expect(delivery?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-hook-id': String(github.app.hookId),
      'x-github-hook-installation-target-id': String(github.app.id),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/u),
      'x-github-delivery': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u),
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//u),
    });
    expect(delivery?.payload).toMatchObject({
      action: 'opened',
      issue: { title: 'Größe <b>&\u2028', number: 3 },
      repository: { full_name: repository },
      organization: { login: 'acme' },
      sender: { login: 'olivia', type: 'User' },
      installation: { id: github.control.installations()[0]?.id },
    });
  });

  test('one event for each label and person, and what changed', async () => {
    github.control.editIssue({ by, repository, number: 1, title: 'Now', body: null, labels: ['P1', 'in progress'], assignees: ['walter', 'olivia'], milestone: 1, type: 'Bug', pinned: true, locked: true });
    expect(await arrived()).toEqual([
      'issues.edited', 'issues.unlabeled', 'issues.labeled', 'issues.labeled', 'issues.assigned', 'issues.assigned',
      'issues.milestoned', 'issues.typed', 'issues.locked', 'issues.pinned',
    ]);
    expect(sink.received[0]?.payload['changes']).toEqual({ title: { from: 'Widget falls over' }, body: { from: 'It does.' } });
    expect(sink.received.map((each) => each.payload).filter((payload) => 'label' in payload).map((payload) => payload['label'])).toMatchObject([{ name: 'bug' }, { name: 'P1' }, { name: 'in progress' }]);
    const times = sink.received.map((each) => (each.payload['issue'] as { updated_at: string }).updated_at);
    expect(new Set(times).size).toBe(1);
  });

  test('the App\'s own writes come back with its bot as sender, a person\'s with the person', async () => {
    await asInstallation(github).rest.issues.update({ ...widgets, issue_number: 1, state: 'closed' });
    await github.control.deliveriesIdle();
    expect(sink.received[0]?.payload['sender']).toMatchObject({ login: 'lockstep[bot]', type: 'Bot' });
  });

  test('a transfer is told at both places', async () => {
    github.control.createRepository({ by, owner: 'acme', name: 'gadgets' });
    const moved = github.control.transferIssue({ by, repository, number: 1, to: 'acme/gadgets' });
    expect(await arrived()).toEqual(['repository.created', 'issues.transferred', 'issues.opened']);
    const [, left, opened] = sink.received.map((each) => each.payload);
    expect(left).toMatchObject({ issue: { number: 1 }, repository: { name: 'widgets' }, changes: { new_issue: { id: moved.id }, new_repository: { name: 'gadgets' } } });
    expect(opened).toMatchObject({ issue: { id: moved.id, title: 'Widget falls over' }, repository: { name: 'gadgets' }, changes: { old_issue: { number: 1 }, old_repository: { name: 'widgets' } } });
  });

  test('labels, milestones, comments, repositories and pull requests', async () => {
    github.control.createLabel({ by, repository, name: 'later' });
    github.control.editLabel({ by, repository, name: 'later', newName: 'soon' });
    github.control.deleteLabel({ by, repository, name: 'soon' });
    github.control.editMilestone({ by, repository, number: 1, title: 'v1.1', state: 'closed' });
    const { id } = github.control.createComment({ by, repository, number: 1, body: 'Hm' });
    github.control.editComment({ by, repository, number: 1, comment: id, body: 'Aha' });
    github.control.deleteComment({ by, repository, number: 1, comment: id });
    github.control.createPullRequest({ by, repository, title: 'Fix' });
    github.control.closePullRequest({ by, repository, number: 3, merged: true });
    github.control.renameRepository({ by, repository, name: 'sprockets' });
    github.control.setPrivate({ by, repository: 'acme/sprockets', private: true });
    github.control.setArchived({ by, repository: 'acme/sprockets', archived: true });
    github.control.deleteRepository({ by, repository: 'acme/sprockets' });
    expect(await arrived()).toEqual([
      'label.created', 'label.edited', 'label.deleted', 'milestone.edited', 'milestone.closed',
      'issue_comment.created', 'issue_comment.edited', 'issue_comment.deleted', 'pull_request.opened', 'pull_request.closed',
      'repository.renamed', 'repository.privatized', 'repository.archived', 'repository.deleted',
    ]);
    expect(sink.received[1]?.payload['changes']).toEqual({ name: { from: 'later' } });
    expect(sink.received[8]?.payload).toMatchObject({ number: 3, pull_request: { merged: false } });
    expect(sink.received[9]?.payload).toMatchObject({ pull_request: { merged: true, state: 'closed' } });
    expect(sink.received[10]?.payload['changes']).toEqual({ repository: { name: { from: 'widgets' } } });
  });

  test('a repository given to another owner leaves the installation', async () => {
    const octokit = asInstallation(github);
    await octokit.rest.repos.get(widgets);
    github.control.transferRepository({ by, repository, to: 'walter' });
    github.control.createIssue({ by: 'walter', repository: 'walter/widgets', title: 'Elsewhere' });
    expect(await arrived()).toEqual(['installation_repositories.removed']);
    github.control.install({ by: 'walter', account: 'walter' });
    github.control.transferRepository({ by: 'walter', repository: 'walter/widgets', to: 'acme' });
    expect((await arrived()).slice(1)).toEqual(['installation.created', 'repository.transferred', 'installation_repositories.removed']);
    expect(sink.received[2]?.payload).toMatchObject({ changes: { owner: { from: { user: { login: 'walter' } } } }, repository: { full_name: repository } });
  });

  test('installations and authorizations', async () => {
    github.control.setInstallationRepositories({ by, account: 'acme', repositories: [] });
    github.control.createIssue({ by, repository, title: 'Unseen' });
    github.control.setInstallationRepositories({ by, account: 'acme', repositories: [repository] });
    github.control.setSuspended({ by, account: 'acme', suspended: true });
    github.control.createIssue({ by, repository, title: 'Unseen too' });
    github.control.setSuspended({ by, account: 'acme', suspended: false });
    github.control.setInstallationPermissions({ by, account: 'acme', permissions: { issues: 'write', metadata: 'read' }, events: ['label'] });
    github.control.createIssue({ by, repository, title: 'Not subscribed' });
    github.control.uninstall({ by, account: 'acme' });
    github.control.install({ by, account: 'acme' });
    github.control.revokeAuthorization({ login: 'walter' });
    expect(await arrived()).toEqual([
      'installation_repositories.removed', 'installation_repositories.added', 'installation.suspend', 'installation.unsuspend',
      'installation.new_permissions_accepted', 'installation.deleted', 'installation.created', 'github_app_authorization.revoked',
    ]);
    expect(sink.received[1]?.payload).toMatchObject({ repositories_added: [{ full_name: repository }], repositories_removed: [], installation: { account: { login: 'acme' } } });
    expect(sink.received[7]?.payload).toEqual({ action: 'revoked', sender: expect.objectContaining({ login: 'walter' }) });
  });

  test('the delivery log keeps each attempt; a redelivery has the same GUID and bytes', async () => {
    sink.status = 503;
    github.control.createIssue({ by, repository, title: 'Missed' });
    await github.control.deliveriesIdle();
    sink.status = 202;
    const octokit = asApp(github);
    const failed = await octokit.request('GET /app/hook/deliveries', { per_page: 100, status: 'failure' });
    expect(failed.data).toMatchObject([{ event: 'issues', action: 'opened', status_code: 503, redelivery: false }]);
    const again = await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: Number(failed.data[0]?.id) });
    expect(again.status).toBe(202);
    await github.control.deliveriesIdle();
    const [first, second] = sink.received;
    expect(second?.headers['x-github-delivery']).toBe(first?.headers['x-github-delivery']);
    expect(second?.raw).toBe(first?.raw);
    const log = await octokit.rest.apps.listWebhookDeliveries();
    expect(log.data.map((each) => [each.guid, each.status_code, each.redelivery])).toEqual([
      [first?.headers['x-github-delivery'], 202, true],
      [first?.headers['x-github-delivery'], 503, false],
    ]);
    const one = await octokit.rest.apps.getWebhookDelivery({ delivery_id: Number(log.data[0]?.id) });
    expect(one.data.request.payload).toEqual(first?.payload);
  });

  test('the delivery log is paged by a cursor and forgets after three days', async () => {
    for (const title of ['a', 'b', 'c']) github.control.createIssue({ by, repository, title });
    await github.control.deliveriesIdle();
    const octokit = asApp(github);
    const all = await octokit.paginate('GET /app/hook/deliveries', { per_page: 2 });
    expect(new Set(all.map((each) => each.guid)).size).toBe(3);
    github.control.advanceClock({ ms: 3 * 86_400_000 + 1000 });
    expect(github.control.listAttempts()).toEqual([]);
  });

  test('a receiver that is not there is logged as a failed attempt', async () => {
    github.control.setWebhookUrl({ url: 'http://127.0.0.1:1/' });
    github.control.createIssue({ by, repository, title: 'Nobody home' });
    await github.control.deliveriesIdle();
    expect(github.control.listAttempts()).toMatchObject([{ statusCode: 502, status: 'failed to connect to host' }]);
  });

  test('manual mode: held, reordered, doubled, dropped, and released one by one', async () => {
    github.control.setDeliveryMode({ mode: 'manual' });
    github.control.createLabel({ by, repository, name: 'one' });
    github.control.createIssue({ by, repository, title: 'two' });
    github.control.createMilestone({ by, repository, title: 'three' });
    await github.control.deliveriesIdle();
    expect(sink.received).toEqual([]);
    github.control.moveDelivery({ from: 2, to: 0 });
    github.control.duplicateDelivery({ index: 0 });
    expect(github.control.dropDelivery({ index: 2 })).toMatchObject({ event: 'label' });
    expect(await github.control.releaseDelivery()).toMatchObject({ event: 'milestone', statusCode: 202 });
    await github.control.releaseAll();
    expect(sink.names()).toEqual(['milestone.created', 'milestone.created', 'issues.opened']);
    expect(new Set(sink.received.map((each) => each.headers['x-github-delivery'])).size).toBe(2);
  });

  test('delivery faults: drop, lose, duplicate, reorder, delay', async () => {
    github.control.addDeliveryFault({ action: 'created', event: 'label', nth: 1, fault: { kind: 'drop' } });
    github.control.addDeliveryFault({ action: 'created', event: 'label', nth: 1, fault: { kind: 'lose' } });
    github.control.addDeliveryFault({ event: 'label', nth: 1, fault: { kind: 'reorder', behind: 1 } });
    github.control.addDeliveryFault({ event: 'milestone', count: 1, fault: { kind: 'duplicate', times: 2 } });
    github.control.addDeliveryFault({ event: 'issue_comment', fault: { kind: 'delay', ms: 1 } });
    for (const name of ['dropped', 'lost', 'late', 'on time']) github.control.createLabel({ by, repository, name });
    github.control.createMilestone({ by, repository, title: 'thrice' });
    github.control.createComment({ by, repository, number: 1, body: 'delayed' });
    await github.control.deliveriesIdle();
    const labels = sink.received.flatMap((each) => (each.payload['label'] as { name: string } | undefined)?.name ?? []);
    expect(labels).toEqual(['on time', 'late']);
    expect(sink.names().slice(2)).toEqual(['milestone.created', 'milestone.created', 'milestone.created', 'issue_comment.created']);
    const logged = github.control.listAttempts().filter((each) => each.event === 'label');
    // Newest first; the dropped one was logged at once, before any other went out.
    expect(logged.map((each) => each.statusCode)).toEqual([202, 202, 502]);
  });
});
