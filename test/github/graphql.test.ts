import { beforeEach, describe, expect, test } from '@jest/globals';
import { accountOf, at, firstIssue, iso, issuesOf, PULL, repositoryOf, run, scene, START, user, type Answer, type Scene } from './graphql/scene.ts';
import type { Account, Issue, Project } from './model.ts';
import { person } from './state/actor.ts';
import { addIssueField } from './state/issue-fields.ts';
import { createComment } from './writes/comments.ts';
import { createIssue } from './writes/create-issue.ts';
import { addProject, addToProject, setProjectValue } from './writes/projects.ts';
import { deleteIssue } from './writes/remove-issue.ts';
import { updateIssue } from './writes/update-issue.ts';

interface PulledIssue { id: string; number: number; title: string; body: string; updatedAt: string; [field: string]: unknown }

async function pullAll(given: Scene, name: string, between: (page: number) => void = () => {}, first = 100): Promise<PulledIssue[]> {
  const found: PulledIssue[] = [];
  for (let after: string | null = null, page = 1; ; page += 1) {
    const { data, errors }: Answer = await run(given, PULL, { owner: 'northwind', name, first, after });
    expect(errors).toBeUndefined();
    const { nodes, pageInfo } = at(data, 'repository.issues') as { nodes: PulledIssue[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    found.push(...nodes);
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
    between(page);
  }
}

describe('the bulk pull', () => {
  let given: Scene;
  beforeEach(() => {
    given = scene();
  });

  test('gives every issue of the demo once, and no pull request', async () => {
    let count = 0;
    for (const name of ['storefront', 'mobile', 'platform']) {
      const pulled = await pullAll(given, name);
      expect(pulled.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(issuesOf(repositoryOf(given.state, name)).map(({ number }) => number));
      expect(pulled.map(({ updatedAt }) => updatedAt)).toEqual(pulled.map(({ updatedAt }) => updatedAt).toSorted());
      count += pulled.length;
    }
    expect(count).toBe(600);
  });

  test('gives the content as it is: CRLF, right-to-left, emoji, null bodies, ids beyond 32 bits', async () => {
    const repository = repositoryOf(given.state, 'storefront');
    for (const pulled of await pullAll(given, 'storefront')) {
      const issue = repository.issues.get(pulled.number);
      const milestone = repository.milestones.find(({ id }) => id === issue?.milestoneId);
      expect(pulled).toMatchObject({
        id: issue?.nodeId,
        fullDatabaseId: String(issue?.id),
        databaseId: null,
        title: issue?.title,
        body: issue?.body ?? '',
        state: issue?.state.toUpperCase(),
        stateReason: issue?.stateReason?.toUpperCase() ?? null,
        updatedAt: iso(issue?.updatedAt ?? 0),
        closedAt: issue?.closedAt == null ? null : iso(issue.closedAt),
        url: `http://127.0.0.1:1/northwind/storefront/issues/${pulled.number}`,
        milestone: milestone === undefined ? null : { number: milestone.number, title: milestone.title },
        issueType: issue?.issueType == null ? null : { name: issue.issueType },
      });
      const labels = (pulled['labels'] as { nodes: { name: string }[] }).nodes.map(({ name }) => name);
      expect(new Set(labels)).toEqual(new Set(repository.labels.filter(({ id }) => issue?.labelIds.includes(id)).map(({ name }) => name)));
    }
  });

  test('loses nothing when issues are edited, opened and deleted between two pages', async () => {
    const repository = repositoryOf(given.state, 'storefront');
    const ines = person(accountOf(given.state, 'ines-marchetti'));
    let writes = 0;
    const pulled = await pullAll(given, 'storefront', (page) => {
      given.advance(5000);
      for (const issue of issuesOf(repository).filter(({ number }) => number % 17 === page % 17)) {
        writes += 1;
        if (writes % 5 === 0) deleteIssue(given.state, ines, repository, issue);
        else updateIssue(given.state, ines, repository, issue, { title: `Edited during page ${page}` });
      }
      createIssue(given.state, ines, repository, { title: `Opened during page ${page}` });
    }, 25);
    expect(writes).toBeGreaterThan(50);
    // What was pulled and then deleted is the webhook's to tell; everything that is there was seen as it is.
    const last = new Map(pulled.map((issue) => [issue.number, issue.title]));
    expect(issuesOf(repository).filter((issue) => last.get(issue.number) !== issue.title).map(({ number }) => number)).toEqual([]);
  });

  test('since takes what was updated at that second or later', async () => {
    const repository = repositoryOf(given.state, 'mobile');
    const border = issuesOf(repository).map(({ updatedAt }) => updatedAt).toSorted((a, b) => a - b).at(-7) ?? 0;
    const { data } = await run(given, PULL, { owner: 'northwind', name: 'mobile', first: 100, since: iso(border) });
    expect(at(data, 'repository.issues.nodes')).toHaveLength(7);
    expect(at(data, 'repository.issues.totalCount')).toBe(7);
    const later = await run(given, PULL, { owner: 'northwind', name: 'mobile', first: 100, since: iso(border + 1000) });
    expect(at(later.data, 'repository.issues.totalCount')).toBeLessThan(7);
  });

  test('pages backward and filters by state, label, person, milestone and type', async () => {
    const repository = repositoryOf(given.state, 'platform');
    const ask = async (issueArgs: string) => at((await run(given, `{ repository(owner: "northwind", name: "platform") { issues(${issueArgs}) { nodes { number } pageInfo { hasPreviousPage startCursor } } } }`)).data, 'repository.issues') as { nodes: unknown[]; pageInfo: { hasPreviousPage: boolean; startCursor: string } };
    const numbers = (test: (issue: Issue) => boolean) => issuesOf(repository).filter(test).map(({ number }) => ({ number }));
    const bug = repository.labels.find(({ name }) => name === 'bug')?.id ?? 0;
    const havelund = accountOf(given.state, 'havelund').id;
    expect((await ask('first: 100, states: [OPEN]')).nodes).toEqual(numbers(({ state }) => state === 'open'));
    expect((await ask('first: 100, filterBy: { labels: ["BUG"] }')).nodes).toEqual(numbers(({ labelIds }) => labelIds.includes(bug)));
    expect((await ask('first: 100, filterBy: { assignee: "havelund" }')).nodes).toEqual(numbers(({ assigneeIds }) => assigneeIds.includes(havelund)));
    expect((await ask('first: 100, filterBy: { assignee: null }')).nodes).toEqual(numbers(({ assigneeIds }) => assigneeIds.length === 0).slice(0, 100));
    expect((await ask('first: 100, filterBy: { milestoneNumber: "2", type: "bug" }')).nodes).toEqual(numbers(({ milestoneId, issueType }) => milestoneId === repository.milestones[1]?.id && issueType === 'Bug'));
    const end = await ask('last: 5');
    expect(end.nodes).toEqual(numbers(() => true).slice(-5));
    expect(end.pageInfo.hasPreviousPage).toBe(true);
    expect((await ask(`last: 5, before: "${end.pageInfo.startCursor}"`)).nodes).toEqual(numbers(() => true).slice(-10, -5));
  });
});

const idsIn = (data: unknown): string[] => (at(data, 'nodes') as { id: string }[]).map(({ id }) => id);

describe('nodes(ids:)', () => {
  const NODES = /* GraphQL */ `query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Issue { number labels(first: 20) { nodes { name } } } ... on PullRequest { state } } rateLimit { cost } }`;

  test('reads 100 at once, in the order asked, and refuses 101', async () => {
    const given = scene();
    const ids = issuesOf(repositoryOf(given.state, 'storefront')).map(({ nodeId }) => nodeId).toReversed();
    const { data } = await run(given, NODES, { ids: ids.slice(0, 100) });
    expect(idsIn(data)).toEqual(ids.slice(0, 100));
    expect(at(data, 'rateLimit.cost')).toBe(1);
    const { errors } = await run(given, NODES, { ids: ids.slice(0, 101) });
    expect(errors).toMatchObject([{ type: 'ARGUMENT_LIMIT', path: ['nodes'] }]);
  });

  test('gives null and NOT_FOUND for what is not there or not for the caller', async () => {
    const given = scene('demo', ['storefront']);
    const [open, secret] = [repositoryOf(given.state, 'storefront'), repositoryOf(given.state, 'platform')].map((repository) => firstIssue(repository).nodeId);
    const { data, errors } = await run(given, NODES, { ids: [open, secret, 'I_kwDOnothing'] });
    expect(at(data, 'nodes')).toEqual([expect.objectContaining({ id: open }), null, null]);
    expect(errors).toEqual([
      expect.objectContaining({ type: 'NOT_FOUND', path: ['nodes', 1], message: `Could not resolve to a node with the global id of '${secret}'` }),
      expect.objectContaining({ type: 'NOT_FOUND', path: ['nodes', 2] }),
    ]);
  });

  test('resolves every kind of node that the stand-in names', async () => {
    const given = scene();
    const kinds = new Map([...given.state.nodes].map(([id, { kind }]) => [kind, id]));
    const { data, errors } = await run(given, 'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids: [...kinds.values()] });
    expect(errors).toBeUndefined();
    expect(idsIn(data)).toEqual([...kinds.values()]);
  });
});

describe('single reads', () => {
  test('repository: not found, renamed, counts and lists', async () => {
    const given = scene();
    const missing = await run(given, '{ repository(owner: "northwind", name: "nothing") { id } }');
    expect(missing).toMatchObject({ data: { repository: null }, errors: [{ type: 'NOT_FOUND', path: ['repository'], message: "Could not resolve to a Repository with the name 'northwind/nothing'." }] });
    const { data, errors } = await run(given, `{ repository(owner: "NorthWind", name: "Storefront") {
      nameWithOwner isPrivate visibility viewerPermission owner { __typename login ... on Organization { issueTypes(first: 5) { totalCount } } }
      issues { totalCount } open: issues(states: OPEN) { totalCount } pullRequests { totalCount }
      labels(first: 100, orderBy: { field: NAME, direction: ASC }) { totalCount nodes { name } }
      milestones(first: 2, states: [OPEN], orderBy: { field: DUE_DATE, direction: ASC }) { nodes { title dueOn } }
      assignableUsers(first: 100) { nodes { login } } issueTypes(first: 10) { nodes { name color } } issueFields(first: 10) { totalCount }
    } }`);
    expect(errors).toBeUndefined();
    const storefront = repositoryOf(given.state, 'storefront');
    expect(at(data, 'repository')).toMatchObject({ nameWithOwner: 'northwind/storefront', isPrivate: false, visibility: 'PUBLIC', issues: { totalCount: 260 }, pullRequests: { totalCount: 26 }, labels: { totalCount: storefront.labels.length }, issueFields: { totalCount: 0 } });
    expect(at(data, 'repository.open.totalCount')).toBe(issuesOf(storefront).filter(({ state }) => state === 'open').length);
    expect(at(data, 'repository.owner')).toEqual({ __typename: 'Organization', login: 'northwind', issueTypes: { totalCount: 3 } });
    expect(at(data, 'repository.issueTypes.nodes')).toContainEqual({ name: 'Bug', color: 'RED' });
    expect(at(data, 'repository.assignableUsers.nodes')).toContainEqual({ login: 'a11y-marta' });
    expect(at(data, 'repository.assignableUsers.nodes')).not.toContainEqual({ login: 'dunstan-k' });
  });

  test('an issue, a pull request under its number, comments, edits and timeline', async () => {
    const given = scene();
    const repository = repositoryOf(given.state, 'mobile');
    const issue = firstIssue(repository, ({ state, body }) => state === 'open' && body !== null);
    const before = { title: issue.title, body: issue.body };
    const tobi = person(accountOf(given.state, 'tobi-adeyemi'));
    given.advance(60_000);
    updateIssue(given.state, tobi, repository, issue, { title: 'New title', body: 'New body' });
    createComment(given.state, tobi, repository, issue, 'A comment');
    updateIssue(given.state, tobi, repository, issue, { state: 'closed', stateReason: 'duplicate' });
    const { data, errors } = await run(given, `query($number: Int!) { repository(owner: "northwind", name: "mobile") {
      issue(number: $number) {
        stateReason comments(last: 1) { nodes { body author { login } } }
        userContentEdits(first: 5) { totalCount nodes { diff editor { login } } }
        timelineItems(first: 20) { nodes { __typename ... on RenamedTitleEvent { previousTitle currentTitle } ... on ClosedEvent { stateReason actor { login } } ... on IssueComment { body } } }
        closedByPullRequestsReferences(first: 5, includeClosedPrs: true) { totalCount } parent { id } blockedBy(first: 1) { totalCount } issueFieldValues(first: 1) { totalCount }
      }
    } }`, { number: issue.number });
    expect(errors).toBeUndefined();
    expect(at(data, 'repository.issue')).toMatchObject({
      stateReason: 'DUPLICATE',
      comments: { nodes: [{ body: 'A comment', author: { login: 'tobi-adeyemi' } }] },
      userContentEdits: { totalCount: 2, nodes: [{ diff: 'New body' }, { diff: before.body }] },
      timelineItems: { nodes: [{ __typename: 'RenamedTitleEvent', previousTitle: before.title, currentTitle: 'New title' }, { __typename: 'IssueComment', body: 'A comment' }, { __typename: 'ClosedEvent', stateReason: 'DUPLICATE', actor: { login: 'tobi-adeyemi' } }] },
      parent: null,
    });
    const pull = [...repository.issues.values()].find(({ pullRequest }) => pullRequest !== null)?.number;
    const other = await run(given, `{ repository(owner: "northwind", name: "mobile") { issueOrPullRequest(number: ${pull}) { __typename ... on PullRequest { headRefName state } } issue(number: ${pull}) { id } } }`);
    expect(at(other.data, 'repository')).toMatchObject({ issueOrPullRequest: { __typename: 'PullRequest' }, issue: null });
    expect(other.errors).toMatchObject([{ type: 'NOT_FOUND', path: ['repository', 'issue'] }]);
  });

  test('a timeline tells of issue types and issue fields, and a value in a project of when it was set', async () => {
    const given = scene();
    const { state } = given;
    const repository = repositoryOf(state, 'mobile');
    const issue = firstIssue(repository, ({ issueType }) => issueType === null);
    const tobi = person(accountOf(state, 'tobi-adeyemi'));
    const organization = state.accounts.get(repository.ownerId) as Account;
    const points = addIssueField(state, organization, { name: 'Points', dataType: 'number' });
    const project = addProject(state, organization, 'Roadmap', { Team: ['Red'], Size: ['Big'] });
    const [team, size] = project.fields as [Project['fields'][number], Project['fields'][number]];
    const item = addToProject(state, tobi, project, repository, issue);
    for (const issueType of ['Bug', 'Feature', null]) updateIssue(state, tobi, repository, issue, { issueType });
    for (const value of [3, 5, null]) updateIssue(state, tobi, repository, issue, { fieldValues: new Map([[points.id, value]]) });
    setProjectValue(state, tobi, project, item, team, 'Red');
    given.advance(60_000);
    setProjectValue(state, tobi, project, item, size, 'Big');
    const named = 'issueField { ... on IssueFieldCommon { name } }';
    const { data, errors } = await run(given, `query($number: Int!) { repository(owner: "northwind", name: "mobile") { issue(number: $number) {
      timelineItems(last: 9, itemTypes: [ISSUE_TYPE_ADDED_EVENT ISSUE_TYPE_CHANGED_EVENT ISSUE_TYPE_REMOVED_EVENT ISSUE_FIELD_ADDED_EVENT ISSUE_FIELD_CHANGED_EVENT ISSUE_FIELD_REMOVED_EVENT]) { nodes { kind: __typename
        ... on IssueTypeAddedEvent { createdAt issueType { name } } ... on IssueTypeChangedEvent { issueType { name } prevIssueType { name } } ... on IssueTypeRemovedEvent { issueType { name } }
        ... on IssueFieldAddedEvent { createdAt ${named} value } ... on IssueFieldChangedEvent { ${named} previousValue newValue } ... on IssueFieldRemovedEvent { ${named} } } }
      projectItems(first: 1) { nodes { updatedAt team: fieldValueByName(name: "Team") { ... on ProjectV2ItemFieldSingleSelectValue { updatedAt } } } }
    } } }`, { number: issue.number });
    expect(errors).toBeUndefined();
    const issueField = { name: 'Points' };
    expect(at(data, 'repository.issue')).toEqual({
      timelineItems: { nodes: [
        { kind: 'IssueTypeAddedEvent', createdAt: iso(START), issueType: { name: 'Bug' } },
        { kind: 'IssueTypeChangedEvent', issueType: { name: 'Feature' }, prevIssueType: { name: 'Bug' } },
        { kind: 'IssueTypeRemovedEvent', issueType: { name: 'Feature' } },
        { kind: 'IssueFieldAddedEvent', createdAt: iso(START), issueField, value: '3' },
        { kind: 'IssueFieldChangedEvent', issueField, previousValue: '3', newValue: '5' },
        { kind: 'IssueFieldRemovedEvent', issueField },
      ] },
      projectItems: { nodes: [{ updatedAt: iso(START + 60_000), team: { updatedAt: iso(START) } }] },
    });
  });

  test('viewer is the person, or the App’s bot', async () => {
    const given = scene();
    expect(at((await run(given, '{ viewer { login } }')).data, 'viewer.login')).toBe('lockstep[bot]');
    expect(at((await run(given, '{ viewer { login name } }', {}, { subject: user(given.state, 'yusra-dev') })).data, 'viewer')).toEqual({ login: 'yusra-dev', name: 'يسرى الحداد' });
  });

  test('a person sees no private repository that they may not read', async () => {
    const given = scene();
    const outsider = await run(given, '{ repository(owner: "northwind", name: "platform") { id } }', {}, { subject: user(given.state, 'dunstan-k') });
    expect(outsider.errors).toMatchObject([{ type: 'NOT_FOUND' }]);
    const member = await run(given, '{ repository(owner: "northwind", name: "platform") { viewerPermission } }', {}, { subject: user(given.state, 'r-okonkwo-b') });
    expect(at(member.data, 'repository.viewerPermission')).toBe('READ');
  });
});
