import { expect } from '@jest/globals';
import type { GraphqlContext, QueryFault } from '../graphql-context.ts';
import { createLimits, DEFAULT_LIMITS, type Limits } from '../limits.ts';
import type { Account, Issue, Repository } from '../model.ts';
import { installDemo, seed } from '../seed/index.ts';
import { actorOf } from '../state/actor.ts';
import { findLogin, findRepository } from '../state/find.ts';
import { accessTo, type Subject } from '../state/rights.ts';
import { createState, type GitHubState } from '../state/state.ts';
import { executeGraphql } from './index.ts';

/* What the tests of the executor share: a seeded GitHub without a server, and a way to ask it. */

export const START = Date.UTC(2026, 10, 23, 9, 30);

export interface Scene {
  state: GitHubState;
  limits: Limits;
  app: Subject;
  advance(ms: number): void;
}

/** The part of an answer at a dotted path; its shape is the query's, and checked by the expectations. */
export function at(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], data);
}

/** A seeded GitHub with the App installed; `bench:COUNT` has one repository, `bench`. */
export function scene(name = 'demo', repositories: 'all' | string[] = 'all'): Scene {
  const state = createState({ randomSeed: 'graphql', clock: () => START });
  seed(state, name, state.random('seed'), { privateKey: 'none is needed here' });
  const installation = installDemo(state, repositories);
  const app: Subject = { kind: 'installation', installation, repositoryIds: 'all', permissions: installation.permissions };
  return { state, app, limits: createLimits(state, DEFAULT_LIMITS), advance: (ms) => state.clock.advance(ms) };
}

export interface Answer {
  data?: unknown;
  errors?: { type?: string; path?: (string | number)[]; message: string }[];
}

/** Runs a query as the App's installation, or as `subject`. */
export async function run({ state, limits, app }: Scene, query: string, variables: Record<string, unknown> = {}, more: { subject?: Subject; fault?: QueryFault } = {}): Promise<Answer> {
  const subject = more.subject ?? app;
  const context: GraphqlContext & { fault?: QueryFault } = {
    state, subject,
    requestId: 'TEST',
    actor: () => actorOf(state, subject, 'graphql', 'TEST'),
    access: (repository) => accessTo(state, subject, repository),
    charge: (points) => limits.charge(subject, 'graphql', points),
    budget: () => limits.peek(subject, 'graphql'),
    webUrl: 'http://127.0.0.1:1', apiUrl: 'http://127.0.0.1:1/api/v3',
    ...(more.fault === undefined ? {} : { fault: more.fault }),
  };
  const answer = await executeGraphql({ query, variables, operationName: null }, context);
  expect(answer.status).toBe(200);
  return JSON.parse(JSON.stringify(answer.body)) as Answer;
}

export const accountOf = (state: GitHubState, login: string): Account => {
  const account = findLogin(state, login);
  if (account === undefined) throw new Error(`no ${login}`);
  return account;
};
export const user = (state: GitHubState, login: string): Subject => ({ kind: 'user', account: accountOf(state, login) });
export const repositoryOf = (state: GitHubState, name: string): Repository => {
  const repository = findRepository(state, 'northwind', name);
  if (repository === undefined) throw new Error(`no ${name}`);
  return repository;
};
export const issuesOf = (repository: Repository): Issue[] => [...repository.issues.values()].filter((issue) => issue.pullRequest === null);
export const firstIssue = (repository: Repository, test: (issue: Issue) => boolean = () => true): Issue => {
  const issue = issuesOf(repository).find(test);
  if (issue === undefined) throw new Error('no such issue');
  return issue;
};
export const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** The bulk pull as Lockstep asks it. */
export const PULL = /* GraphQL */ `
query Pull($owner: String!, $name: String!, $first: Int!, $after: String, $since: DateTime) {
  repository(owner: $owner, name: $name) {
    issues(first: $first, after: $after, orderBy: { field: UPDATED_AT, direction: ASC }, filterBy: { since: $since }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id fullDatabaseId databaseId number title body state stateReason createdAt updatedAt closedAt url locked
        author { __typename login }
        milestone { number title }
        issueType { name }
        labels(first: 50) { nodes { id name color description } }
        assignees(first: 10) { nodes { login databaseId } }
      }
    }
  }
  rateLimit { cost limit remaining used nodeCount resetAt }
}`;
