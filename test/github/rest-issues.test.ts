import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitHub, type GitHubStandIn } from './start.ts';
import { asInstallation, asUser, refusal } from './test-kit.ts';

const widgets = { owner: 'acme', repo: 'widgets' };

describe('REST issues', () => {
  let github: GitHubStandIn;

  beforeEach(async () => {
    github = await startGitHub();
  });
  afterEach(() => github.close());

  test('an installation creates, reads, changes and lists issues', async () => {
    const octokit = asInstallation(github);
    const created = await octokit.rest.issues.create({ ...widgets, title: 'New', body: 'line\r\nnext ', labels: ['bug', 'brand new'], assignees: ['walter'], milestone: 1 });
    expect(created.status).toBe(201);
    expect(created.data).toMatchObject({ number: 3, title: 'New', body: 'line\r\nnext ', state: 'open', user: { login: 'lockstep[bot]', type: 'Bot' }, milestone: { number: 1, open_issues: 1 } });
    expect(created.data.labels.map((label) => (typeof label === 'string' ? label : label.name))).toEqual(['bug', 'brand new']);

    const closed = await octokit.rest.issues.update({ ...widgets, issue_number: 3, state: 'closed', state_reason: 'not_planned', labels: ['P1'], assignees: [] });
    expect(closed.data).toMatchObject({ state: 'closed', state_reason: 'not_planned', assignees: [], closed_by: { login: 'lockstep[bot]' }, milestone: { open_issues: 0, closed_issues: 1 } });
    expect(closed.data.labels).toMatchObject([{ name: 'P1' }]);

    const open = await octokit.rest.issues.listForRepo({ ...widgets, sort: 'created', direction: 'asc' });
    expect(open.data.map((issue) => issue.number)).toEqual([1, 2]);
    const all = await octokit.paginate(octokit.rest.issues.listForRepo, { ...widgets, state: 'all', per_page: 1 });
    expect(all.map((issue) => issue.number)).toEqual([3, 2, 1]);
  });

  test('state_reason counts only when the state changes', async () => {
    const octokit = asInstallation(github);
    const ignored = await octokit.rest.issues.update({ ...widgets, issue_number: 1, state: 'open', state_reason: 'not_planned' });
    expect(ignored.data.state_reason).toBeNull();
    await octokit.rest.issues.update({ ...widgets, issue_number: 1, state: 'closed' });
    const still = await octokit.rest.issues.update({ ...widgets, issue_number: 1, state: 'closed', state_reason: 'duplicate' });
    expect(still.data.state_reason).toBe('completed');
    const again = await octokit.rest.issues.update({ ...widgets, issue_number: 1, state: 'open' });
    expect(again.data).toMatchObject({ state_reason: 'reopened', closed_at: null });
  });

  test('a person without triage has labels, people, milestone and type dropped without a word', async () => {
    const mine = await asUser(github, 'rita').rest.issues.create({ ...widgets, title: 'Mine', labels: ['bug'], assignees: ['walter'], milestone: 1 });
    expect(mine.data).toMatchObject({ title: 'Mine', labels: [], assignees: [], milestone: null, user: { login: 'rita' } });
    expect(github.state.history.map((entry) => entry.action)).toEqual(['issue.create']);
    const theirs = await asUser(github, 'tara').rest.issues.create({ ...widgets, title: 'With triage', labels: ['bug'] });
    expect(theirs.data.labels).toHaveLength(1);
  });

  test('a person without rights may edit only their own issue', async () => {
    const rita = asUser(github, 'rita');
    const own = await rita.rest.issues.update({ ...widgets, issue_number: 1, title: 'Mine to change' });
    expect(own.data.title).toBe('Mine to change');
    expect(await refusal(rita.rest.issues.update({ ...widgets, issue_number: 2, title: 'Not mine' }))).toMatchObject({ status: 403, message: 'Must have admin rights to Repository.' });
  });

  test.each([
    ['a title above 256 characters', { title: 'x'.repeat(257) }, { field: 'title', code: 'custom' }],
    ['a body above 65,536 characters', { title: 'x', body: 'x'.repeat(65_537) }, { field: 'body', code: 'custom' }],
    ['a milestone that is not there', { title: 'x', milestone: 99 }, { field: 'milestone', code: 'invalid' }],
    ['a type that is not there', { title: 'x', type: 'Saga' }, { field: 'type', code: 'invalid' }],
    ['a person who cannot be assigned', { title: 'x', assignees: ['otto'] }, { field: 'assignees', code: 'invalid' }],
    ['a blank title', { title: ' ' }, { field: 'title', code: 'missing_field' }],
  ])('422 for %s, and nothing is written', async (_name, wrong, error) => {
    const refused = await refusal(asInstallation(github).request('POST /repos/{owner}/{repo}/issues', { ...widgets, ...wrong, labels: ['never made'] }));
    expect(refused).toMatchObject({ status: 422, message: 'Validation Failed', errors: [expect.objectContaining(error)] });
    expect(github.state.history).toEqual([]);
  });

  test('65,536 characters count as characters, not as UTF-16 units', async () => {
    const body = '😀'.repeat(65_536);
    const made = await asInstallation(github).rest.issues.create({ ...widgets, title: 'x', body });
    expect(made.data.body).toBe(body);
  });

  test('410 for a deleted issue, 301 to a transferred one, 404 for none', async () => {
    github.control.createRepository({ by: 'olivia', owner: 'acme', name: 'gadgets' });
    github.control.deleteIssue({ by: 'olivia', repository: 'acme/widgets', number: 1 });
    const moved = github.control.transferIssue({ by: 'olivia', repository: 'acme/widgets', number: 2, to: 'acme/gadgets' });
    const octokit = asInstallation(github);
    expect(await refusal(octokit.rest.issues.get({ ...widgets, issue_number: 1 }))).toMatchObject({ status: 410, message: 'This issue was deleted' });
    expect(await refusal(octokit.rest.issues.get({ ...widgets, issue_number: 77 }))).toMatchObject({ status: 404 });

    const raw = await fetch(`${github.apiUrl}/repos/acme/widgets/issues/2`, { redirect: 'manual' });
    const gadgets = github.control.repositories().find((each) => each.fullName === 'acme/gadgets');
    expect([raw.status, raw.headers.get('location')]).toEqual([301, `${github.apiUrl}/repositories/${gadgets?.id}/issues/1`]);
    const followed = await octokit.rest.issues.get({ ...widgets, issue_number: 2 });
    expect(followed.data).toMatchObject({ id: moved.id, number: 1, title: 'Paint the widget' });
  });

  test('410 where issues are switched off, 403 where the repository is archived', async () => {
    const octokit = asInstallation(github);
    github.control.setHasIssues({ by: 'olivia', repository: 'acme/widgets', hasIssues: false });
    expect(await refusal(octokit.rest.issues.create({ ...widgets, title: 'x' }))).toMatchObject({ status: 410, message: 'Issues are disabled for this repo' });
    expect(await refusal(octokit.rest.issues.get({ ...widgets, issue_number: 1 }))).toMatchObject({ status: 410 });
    github.control.setHasIssues({ by: 'olivia', repository: 'acme/widgets', hasIssues: true });
    github.control.setArchived({ by: 'olivia', repository: 'acme/widgets', archived: true });
    expect(await refusal(octokit.rest.issues.update({ ...widgets, issue_number: 1, title: 'x' }))).toMatchObject({ status: 403, message: 'Repository was archived so is read-only.' });
    expect((await octokit.rest.issues.get({ ...widgets, issue_number: 1 })).status).toBe(200);
  });

  test('a renamed repository is found under its old name and its id', async () => {
    const { id } = github.control.renameRepository({ by: 'olivia', repository: 'acme/widgets', name: 'sprockets' });
    const octokit = asInstallation(github);
    const byName = await octokit.rest.issues.get({ ...widgets, issue_number: 1 });
    expect(byName.data.repository_url).toBe(`${github.apiUrl}/repos/acme/sprockets`);
    const byId = await octokit.request('GET /repositories/{id}', { id });
    expect(byId.data).toMatchObject({ id, full_name: 'acme/sprockets' });
    const write = await fetch(`${github.apiUrl}/repos/acme/widgets/labels`, { method: 'POST', redirect: 'manual' });
    expect(write.status).toBe(307);
  });

  test('a locked issue takes comments from writers only', async () => {
    await asInstallation(github).rest.issues.lock({ ...widgets, issue_number: 1, lock_reason: 'resolved' });
    expect(await refusal(asUser(github, 'rita').rest.issues.createComment({ ...widgets, issue_number: 1, body: 'But' }))).toMatchObject({ status: 403, message: 'Unable to create comment because issue is locked.' });
    const allowed = await asUser(github, 'walter').rest.issues.createComment({ ...widgets, issue_number: 1, body: 'Closed for a reason' });
    expect(allowed.status).toBe(201);
    expect(github.control.issue({ repository: 'acme/widgets', number: 1 })).toMatchObject({ locked: true, comments: 1 });
  });

  test('labels of an issue: add, set, remove, list', async () => {
    const octokit = asInstallation(github);
    const on = { ...widgets, issue_number: 1 };
    const names = async () => (await octokit.rest.issues.listLabelsOnIssue(on)).data.map((label) => label.name);
    await octokit.rest.issues.addLabels({ ...on, labels: ['P1', 'bug'] });
    expect(await names()).toEqual(['bug', 'P1']);
    await octokit.rest.issues.setLabels({ ...on, labels: ['in progress'] });
    expect(await names()).toEqual(['in progress']);
    await octokit.rest.issues.removeLabel({ ...on, name: 'in progress' });
    expect(await names()).toEqual([]);
    expect(await refusal(octokit.rest.issues.removeLabel({ ...on, name: 'bug' }))).toMatchObject({ status: 404, message: 'Label does not exist' });
  });

  test('the assignees route leaves out whoever cannot be assigned', async () => {
    const octokit = asInstallation(github);
    const added = await octokit.rest.issues.addAssignees({ ...widgets, issue_number: 1, assignees: ['walter', 'otto', 'nobody', 'rita'] });
    expect(added.data.assignees?.map((each) => each.login)).toEqual(['walter']);
    const removed = await octokit.rest.issues.removeAssignees({ ...widgets, issue_number: 1, assignees: ['walter'] });
    expect(removed.data.assignees).toEqual([]);
    const assignable = await octokit.rest.issues.listAssignees(widgets);
    expect(assignable.data.map((each) => each.login)).toEqual(['olivia', 'walter', 'tara']);
  });

  test('labels and milestones: made once, changed, deleted from issues', async () => {
    const octokit = asInstallation(github);
    expect(await refusal(octokit.rest.issues.createLabel({ ...widgets, name: 'BUG' }))).toMatchObject({ status: 422, errors: [{ resource: 'Label', code: 'already_exists', field: 'name' }] });
    const before = github.control.issue({ repository: 'acme/widgets', number: 1 }).updatedAt;
    await octokit.rest.issues.updateLabel({ ...widgets, name: 'bug', new_name: 'defect' });
    expect(github.control.issue({ repository: 'acme/widgets', number: 1 })).toMatchObject({ labels: ['defect'], updatedAt: before });
    await octokit.rest.issues.deleteLabel({ ...widgets, name: 'defect' });
    expect(github.control.issue({ repository: 'acme/widgets', number: 1 }).labels).toEqual([]);

    const made = await octokit.rest.issues.createMilestone({ ...widgets, title: 'v2', due_on: '2027-01-01T00:00:00Z' });
    expect(made.data).toMatchObject({ number: 2, due_on: '2027-01-01T00:00:00Z' });
    await octokit.rest.issues.updateMilestone({ ...widgets, milestone_number: 2, state: 'closed' });
    const open = await octokit.rest.issues.listMilestones(widgets);
    expect(open.data.map((each) => each.title)).toEqual(['v1.0']);
  });

  test('since means at or after, in whole seconds', async () => {
    const octokit = asInstallation(github);
    github.control.advanceClock({ ms: 60_000 });
    const { updatedAt } = github.control.editIssue({ by: 'olivia', repository: 'acme/widgets', number: 2, title: 'Touched' });
    const since = await octokit.rest.issues.listForRepo({ ...widgets, state: 'all', since: updatedAt });
    expect(since.data.map((issue) => issue.number)).toEqual([2]);
  });

  test('pull requests stand in the issue list, marked', async () => {
    github.control.createPullRequest({ by: 'walter', repository: 'acme/widgets', title: 'Fix' });
    const listed = await asInstallation(github).rest.issues.listForRepo(widgets);
    expect(listed.data.filter((issue) => issue.pull_request !== undefined).map((issue) => issue.number)).toEqual([3]);
  });

  test('a search finds what the App made, by title and time', async () => {
    const octokit = asInstallation(github);
    const { data: made } = await octokit.rest.issues.create({ ...widgets, title: 'Only once "quoted"' });
    github.control.createIssue({ by: 'olivia', repository: 'acme/widgets', title: 'Only once' });
    const q = `repo:acme/widgets is:issue author:app/lockstep in:title "Only once" created:>=${made.created_at}`;
    const found = await octokit.rest.search.issuesAndPullRequests({ q });
    expect(found.data.items.map((issue) => issue.number)).toEqual([made.number]);
    const later = await octokit.rest.search.issuesAndPullRequests({ q: q.replace(made.created_at, '2099-01-01') });
    expect(later.data.total_count).toBe(0);
  });

  test('a write that changes nothing leaves no trace', async () => {
    await asInstallation(github).rest.issues.update({ ...widgets, issue_number: 1, title: 'Widget falls over', labels: ['Bug'] });
    expect(github.state.history).toEqual([]);
  });

  test('the timeline tells what happened', async () => {
    const octokit = asInstallation(github);
    await octokit.rest.issues.update({ ...widgets, issue_number: 1, title: 'Widget fell over', state: 'closed', labels: ['P1'] });
    const events = await octokit.rest.issues.listEvents({ ...widgets, issue_number: 1 });
    expect(events.data.map((event) => event.event)).toEqual(['renamed', 'closed', 'unlabeled', 'labeled']);
  });
});
