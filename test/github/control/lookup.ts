import { z } from 'zod';
import type { Account, Installation, Issue, Repository } from '../model.ts';
import { person, type Actor } from '../state/actor.ts';
import { findLogin, findRepository, installationOn } from '../state/find.ts';
import type { GitHubState } from '../state/state.ts';

/** `owner/name` */
export const repositoryName = z.string().regex(/^[^/]+\/[^/]+$/u);

/** Who does it, at GitHub's web pages. Control trusts the caller: it checks no rights. */
export const by = { by: z.string() };
export const inRepository = { ...by, repository: repositoryName };
export const onIssue = { ...inRepository, number: z.int() };

export function accountNamed(state: GitHubState, login: string): Account {
  const account = findLogin(state, login);
  if (account === undefined) throw new Error(`no account ${login}`);
  return account;
}

export function actorNamed(state: GitHubState, login: string): Actor {
  return person(accountNamed(state, login));
}

export function repositoryNamed(state: GitHubState, fullName: string): Repository {
  const [owner = '', name = ''] = fullName.split('/');
  const repository = findRepository(state, owner, name);
  if (repository === undefined) throw new Error(`no repository ${fullName}`);
  return repository;
}

export function issueNumbered(repository: Repository, number: number): Issue {
  const issue = repository.issues.get(number);
  if (issue === undefined) throw new Error(`no issue ${repository.name}#${number}`);
  return issue;
}

export function installationNamed(state: GitHubState, login: string): Installation {
  const installation = installationOn(state, accountNamed(state, login).id);
  if (installation === undefined) throw new Error(`the App is not installed on ${login}`);
  return installation;
}

/** Where a command is about one issue: its parts and the person. */
export function target(state: GitHubState, input: { by: string; repository: string; number: number }): { actor: Actor; repository: Repository; issue: Issue } {
  const repository = repositoryNamed(state, input.repository);
  return { actor: actorNamed(state, input.by), repository, issue: issueNumbered(repository, input.number) };
}

/** An object without the keys that were left out, for exact optional properties. */
export function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
