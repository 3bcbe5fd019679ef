import { describe, expect, test } from '@jest/globals';
import { accountOf, at, firstIssue, repositoryOf, run, scene, user } from './graphql/scene.ts';

describe('mutations', () => {
  test('create, edit, label, assign, close and reopen, all recorded once and as the App', async () => {
    const given = scene();
    const repository = repositoryOf(given.state, 'storefront');
    const [bug, search] = ['bug', 'area: search'].map((name) => repository.labels.find((label) => label.name === name)?.nodeId ?? '');
    const [sora, outsider] = ['sora-minagawa', 'dunstan-k'].map((login) => accountOf(given.state, login).nodeId);
    const milestone = repository.milestones[3]?.nodeId;
    const type = given.state.issueTypes.get(repository.ownerId)?.find(({ name }) => name === 'Bug')?.nodeId;
    const FIELDS = 'issue { id number title body state stateReason labels(first: 9) { nodes { name } } assignees(first: 9) { nodes { login } } milestone { title } issueType { name } author { __typename login } }';
    const created = await run(given, `mutation($input: CreateIssueInput!) { createIssue(input: $input) { clientMutationId ${FIELDS} } }`, {
      input: { clientMutationId: 'one', repositoryId: repository.nodeId, title: 'New', body: 'Line\r\n', labelIds: [bug], assigneeIds: [sora, outsider], milestoneId: milestone, issueTypeId: type },
    });
    expect(created.errors).toBeUndefined();
    expect(at(created.data, 'createIssue')).toMatchObject({ clientMutationId: 'one', issue: { title: 'New', body: 'Line\r\n', state: 'OPEN', labels: { nodes: [{ name: 'bug' }] }, assignees: { nodes: [{ login: 'sora-minagawa' }] }, milestone: { title: 'Checkout v3' }, issueType: { name: 'Bug' }, author: { __typename: 'Bot', login: 'lockstep[bot]' } } });
    const id = at(created.data, 'createIssue.issue.id') as string;
    const mutate = async (name: string, type_: string, input: object, field = FIELDS) => {
      const { data, errors } = await run(given, `mutation($input: ${type_}!) { ${name}(input: $input) { ${field} } }`, { input });
      expect(errors).toBeUndefined();
      return at(data, name);
    };
    expect(await mutate('updateIssue', 'UpdateIssueInput', { id, title: 'Newer', milestoneId: null })).toMatchObject({ issue: { title: 'Newer', body: 'Line\r\n', milestone: null } });
    const labels = 'labelable { labels(first: 9) { nodes { name } } }';
    expect(await mutate('addLabelsToLabelable', 'AddLabelsToLabelableInput', { labelableId: id, labelIds: [search, bug] }, labels)).toMatchObject({ labelable: { labels: { nodes: [{ name: 'bug' }, { name: 'area: search' }] } } });
    expect(await mutate('removeLabelsFromLabelable', 'RemoveLabelsFromLabelableInput', { labelableId: id, labelIds: [bug] }, labels)).toMatchObject({ labelable: { labels: { nodes: [{ name: 'area: search' }] } } });
    const assignees = 'assignable { assignees(first: 9) { nodes { login } } }';
    expect(await mutate('removeAssigneesFromAssignable', 'RemoveAssigneesFromAssignableInput', { assignableId: id, assigneeIds: [sora] }, assignees)).toMatchObject({ assignable: { assignees: { nodes: [] } } });
    expect(await mutate('addAssigneesToAssignable', 'AddAssigneesToAssignableInput', { assignableId: id, assigneeIds: [sora] }, assignees)).toMatchObject({ assignable: { assignees: { nodes: [{ login: 'sora-minagawa' }] } } });
    expect(await mutate('closeIssue', 'CloseIssueInput', { issueId: id, stateReason: 'NOT_PLANNED' })).toMatchObject({ issue: { state: 'CLOSED', stateReason: 'NOT_PLANNED' } });
    expect(await mutate('reopenIssue', 'ReopenIssueInput', { issueId: id })).toMatchObject({ issue: { state: 'OPEN', stateReason: 'REOPENED' } });
    const original = firstIssue(repository);
    expect(await mutate('closeIssue', 'CloseIssueInput', { issueId: id, duplicateIssueId: original.nodeId }, 'issue { stateReason duplicateOf { number } }')).toMatchObject({ issue: { stateReason: 'DUPLICATE', duplicateOf: { number: original.number } } });
    expect(given.state.history).toHaveLength(9);
    expect(new Set(given.state.history.map(({ via, actorId, requestId }) => [via, actorId, requestId].join(' ')))).toEqual(new Set([`graphql ${given.state.app.botId} TEST`]));
  });

  test('are refused without rights, and leave no trace', async () => {
    const given = scene();
    const issue = firstIssue(repositoryOf(given.state, 'storefront'), ({ authorId }) => authorId !== accountOf(given.state, 'dunstan-k').id);
    const CLOSE = 'mutation($id: ID!) { closeIssue(input: { issueId: $id }) { issue { state } } }';
    const reader = await run(given, CLOSE, { id: issue.nodeId }, { subject: user(given.state, 'dunstan-k') });
    expect(reader).toMatchObject({ data: { closeIssue: null }, errors: [{ type: 'FORBIDDEN', path: ['closeIssue'], message: 'dunstan-k does not have the correct permissions to execute `CloseIssue`' }] });
    if (given.app.kind === 'installation') given.app.permissions['issues'] = 'read';
    const app = await run(given, CLOSE, { id: issue.nodeId });
    expect(app.errors).toMatchObject([{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }]);
    expect(given.state.history).toEqual([]);
  });

  test('refuse what REST refuses: an empty title, a foreign label', async () => {
    const given = scene();
    const issue = firstIssue(repositoryOf(given.state, 'storefront'));
    const foreign = repositoryOf(given.state, 'mobile').labels[0]?.nodeId;
    const UPDATE = 'mutation($input: UpdateIssueInput!) { updateIssue(input: $input) { issue { id } } }';
    expect((await run(given, UPDATE, { input: { id: issue.nodeId, title: ' ' } })).errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
    expect((await run(given, UPDATE, { input: { id: issue.nodeId, labelIds: [foreign] } })).errors).toMatchObject([{ type: 'NOT_FOUND' }]);
    expect(given.state.history).toEqual([]);
  });
});
