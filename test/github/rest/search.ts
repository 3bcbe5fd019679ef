import type { Issue, Repository } from '../model.ts';
import { renderIssue } from '../render/issue.ts';
import { accountOf, findLabel, findLogin, fullNameOf } from '../state/find.ts';
import { invalid } from '../state/problem.ts';
import { accessTo } from '../state/rights.ts';
import { listIssues } from '../state/list-issues.ts';
import type { GitHubState } from '../state/state.ts';
import { ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { paginate } from './paging.ts';

interface Hit {
  repository: Repository;
  issue: Issue;
}

type Test = (hit: Hit) => boolean;

/** Splits a query into qualifiers and words, keeping what stands in quotes together. */
function terms(query: string): string[] {
  return (query.match(/(?:[^\s"]+:)?"[^"]*"|\S+/gu) ?? []).map((term) => term.replaceAll('"', ''));
}

function bound(text: string, fallback: number): number {
  return text === '*' ? fallback : Date.parse(text);
}

/** `>=2026-01-01T00:00:00Z`, `<...`, `a..b`, or a day. */
function timeTest(value: string): (at: number) => boolean {
  const [, operator = '', first = '', second] = /^(>=|<=|>|<)?(.+?)(?:\.\.(.+))?$/u.exec(value) ?? [];
  const from = bound(first, Number.NEGATIVE_INFINITY);
  if (Number.isNaN(from)) throw invalid({ resource: 'Search', field: 'q', code: 'invalid', message: 'The search contains an invalid date.' });
  const day = /^\d{4}-\d\d-\d\d$/u.test(first) ? 86_399_999 : 999;
  switch (operator) {
    case '>=':
      return (at) => at >= from;
    case '>':
      return (at) => at > from + day;
    case '<':
      return (at) => at < from;
    case '<=':
      return (at) => at <= from + day;
    default: {
      const to = second === undefined ? from + day : bound(second, Number.POSITIVE_INFINITY) + 999;
      return (at) => at >= from && at <= to;
    }
  }
}

function authorTest(state: GitHubState, value: string): Test {
  const login = value.startsWith('app/') ? `${value.slice(4)}[bot]` : value;
  const id = findLogin(state, login)?.id;
  return ({ issue }) => issue.authorId === id;
}

const QUALIFIERS: Readonly<Record<string, (state: GitHubState, value: string) => Test>> = {
  repo: (state, value) => ({ repository }) => fullNameOf(state, repository).toLowerCase() === value.toLowerCase(),
  org: (state, value) => ({ repository }) => accountOf(state, repository.ownerId).login.toLowerCase() === value.toLowerCase(),
  author: authorTest,
  assignee: (state, value) => ({ issue }) => issue.assigneeIds.includes(findLogin(state, value)?.id ?? -1),
  label: (_state, value) => ({ repository, issue }) => issue.labelIds.includes(findLabel(repository, value)?.id ?? -1),
  state: (_state, value) => ({ issue }) => issue.state === value,
  is: (_state, value) => ({ issue }) =>
    value === 'issue' ? issue.pullRequest === null : value === 'pr' ? issue.pullRequest !== null : issue.state === value,
  type: (_state, value) => ({ issue }) => (value === 'pr' ? issue.pullRequest !== null : issue.pullRequest === null),
  created: (_state, value) => {
    const within = timeTest(value);
    return ({ issue }) => within(issue.createdAt);
  },
  updated: (_state, value) => {
    const within = timeTest(value);
    return ({ issue }) => within(issue.updatedAt);
  },
};

/** All conditions of a query; words must stand in title or body, or where `in:` says. */
function testsOf(state: GitHubState, query: string): Test[] {
  const tests: Test[] = [];
  const words: string[] = [];
  let places = ['title', 'body'];
  for (const term of terms(query)) {
    const [, name, value = ''] = /^([a-z]+):(.*)$/u.exec(term) ?? [];
    const qualifier = name === undefined ? undefined : QUALIFIERS[name];
    if (name === 'in') places = value.split(',');
    else if (qualifier === undefined) words.push(term.toLowerCase());
    else tests.push(qualifier(state, value));
  }
  for (const word of words) {
    tests.push(({ issue }) =>
      (places.includes('title') && issue.title.toLowerCase().includes(word)) ||
      (places.includes('body') && (issue.body ?? '').toLowerCase().includes(word)));
  }
  return tests;
}

/** `GET /search/issues`, without the delay of GitHub's index. */
function searchIssues(request: ApiRequest): ApiAnswer {
  const { state, render } = request.world;
  const query = request.query.get('q');
  if (query === null || query.trim() === '') throw invalid({ resource: 'Search', field: 'q', code: 'missing' });
  const tests = testsOf(state, query);
  const hits = [...state.repositories.values()]
    .filter((repository) => accessTo(state, request.subject, repository).read)
    .flatMap((repository) => listIssues(repository, 'created', 'desc').map((issue): Hit => ({ repository, issue })))
    .filter((hit) => tests.every((test) => test(hit)));
  const page = paginate(request, hits, `${render.urls.api}/search/issues`);
  const items = page.items.map(({ repository, issue }) => {
    const { closed_by: _closer, ...rendered } = renderIssue(render, repository, issue);
    return { ...rendered, score: 1 };
  });
  return ok({ total_count: hits.length, incomplete_results: false, search_type: 'lexical', items }, page.headers);
}

export const searchRoutes: Route[] = [{ method: 'GET', path: '/search/issues', handle: searchIssues, resource: 'search' }];
