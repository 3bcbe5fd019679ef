import { describe, expect, test } from '@jest/globals';
import { at, firstIssue, iso, PULL, repositoryOf, run, scene, START } from './graphql/scene.ts';
import type { QueryFault } from './graphql-context.ts';

describe('refusals', () => {
  test.each([
    ['a field that GitHub does not have', '{ repository(owner: "northwind", name: "mobile") { isues(first: 1) { totalCount } } }', { message: expect.stringContaining('Cannot query field "isues"') }],
    ['a missing argument', '{ repository(owner: "northwind") { id } }', { message: expect.stringContaining('argument "name"') }],
    ['broken syntax', '{ repository(', { message: expect.stringContaining('Syntax Error') }],
    ['a page above 100', '{ repository(owner: "northwind", name: "mobile") { issues(first: 101) { nodes { id } } } }', { type: 'EXCESSIVE_PAGINATION', path: ['repository', 'issues'], message: 'Requesting 101 records on the `issues` connection exceeds the `first` limit of 100 records.' }],
    ['a page without a size', '{ repository(owner: "northwind", name: "mobile") { issues { nodes { id } } } }', { type: 'MISSING_PAGINATION_BOUNDARIES' }],
    ['a cursor that is none', '{ repository(owner: "northwind", name: "mobile") { issues(first: 1, after: "abc") { nodes { id } } } }', { type: 'INVALID_CURSOR_ARGUMENTS' }],
    ['a variable of the wrong type', 'query($n: Int!) { repository(owner: "northwind", name: "mobile") { issue(number: $n) { id } } }', { message: expect.stringContaining('$n') }],
    ['a field that the stand-in does not serve', '{ repository(owner: "northwind", name: "mobile") { diskUsage } }', { message: 'The stand-in does not serve Repository.diskUsage' }],
  ])('%s', async (_name, query, error) => {
    expect((await run(scene('bench:1', 'all'), query.replaceAll('"mobile"', '"bench"'))).errors).toMatchObject([error]);
  });

  test('more than 500,000 nodes, before anything is charged', async () => {
    const given = scene('bench:1');
    const { data, errors } = await run(given, '{ repository(owner: "northwind", name: "bench") { issues(first: 100) { nodes { comments(first: 100) { nodes { issue { labels(first: 51) { totalCount } } } } } } } }');
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: expect.stringContaining('520,100') }]);
    expect(given.limits.peek(given.app, 'graphql').used).toBe(0);
  });

  test('a spent budget is HTTP 200 with RATE_LIMITED, and nothing is done', async () => {
    const given = scene('bench:1');
    given.limits.sizes.graphql = 2;
    const issue = firstIssue(repositoryOf(given.state, 'bench'));
    const rename = (title: string) => run(given, 'mutation($id: ID!, $title: String!) { updateIssue(input: { id: $id, title: $title }) { issue { title } } }', { id: issue.nodeId, title });
    await rename('one');
    await rename('two');
    const third = await rename('three');
    expect(third).toEqual({ errors: [{ type: 'RATE_LIMITED', message: expect.stringContaining('API rate limit exceeded for installation ID') }] });
    expect(issue.title).toBe('two');
  });

  test('wide pages fail with RESOURCE_LIMITS_EXCEEDED when told so, narrow ones go through', async () => {
    const given = scene('bench:120');
    const fault: QueryFault = { kind: 'resource-limits', above: 50 };
    const wide = await run(given, PULL, { owner: 'northwind', name: 'bench', first: 100 }, { fault });
    expect(wide.errors).toMatchObject([{ type: 'RESOURCE_LIMITS_EXCEEDED', path: ['repository', 'issues'] }]);
    const narrow = await run(given, PULL, { owner: 'northwind', name: 'bench', first: 50 }, { fault });
    expect(at(narrow.data, 'repository.issues.nodes')).toHaveLength(50);
  });
});

describe('costs', () => {
  const COSTS: [string, string, number][] = [
    ['no connection', '{ viewer { login } }', 1],
    ['one page', '{ repository(owner: "northwind", name: "bench") { issues(first: 100) { nodes { id } } } }', 1],
    ['a page with one nested connection', '{ repository(owner: "northwind", name: "bench") { issues(first: 100) { nodes { labels(first: 20) { nodes { id } } } } } }', 1],
    ['a page with three, one in a fragment', 'fragment F on Issue { comments(first: 1) { nodes { id } } } { repository(owner: "northwind", name: "bench") { issues(first: 100) { nodes { labels(first: 20) { nodes { id } } assignees(first: 5) { nodes { id } } ...F milestone { title } } } } }', 3],
    ['two levels', '{ repository(owner: "northwind", name: "bench") { issues(first: 50) { nodes { comments(first: 10) { nodes { issue { labels(first: 1) { nodes { id } } } } } } } } }', 6],
  ];
  test.each(COSTS)('%s', async (_name, query, points) => {
    const given = scene('bench:3');
    const { errors } = await run(given, query);
    expect(errors).toBeUndefined();
    expect(given.limits.peek(given.app, 'graphql').used).toBe(points);
  });

  test('rateLimit tells the cost and what is left', async () => {
    const given = scene('bench:3');
    const { data } = await run(given, PULL, { owner: 'northwind', name: 'bench', first: 100 });
    expect(at(data, 'rateLimit')).toEqual({ cost: 2, limit: 5000, used: 2, remaining: 4998, nodeCount: 100 + 5000 + 1000, resetAt: iso(START + 3_600_000) });
  });
});
