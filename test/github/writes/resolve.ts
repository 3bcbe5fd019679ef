import type { Account, Label, Milestone, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { findLabel, findLogin, findMilestone } from '../state/find.ts';
import { invalid } from '../state/problem.ts';
import { isAssignable } from '../state/rights.ts';
import type { GitHubState } from '../state/state.ts';
import { createLabel } from './labels.ts';

/**
 * Label ids by name. GitHub creates a label that the repository does not have yet, in grey, when an
 * issue is given it by someone who may.
 */
export function resolveLabels(state: GitHubState, actor: Actor, repository: Repository, names: readonly string[]): number[] {
  const labels = names.map((name): Label => {
    return findLabel(repository, name) ?? createLabel(state, actor, repository, { name });
  });
  return [...new Set(labels.map((label) => label.id))];
}

/** Account ids by login; 422 for whoever cannot be assigned, as issue create and update answer. */
export function resolveAssignees(state: GitHubState, repository: Repository, logins: readonly string[]): number[] {
  const accounts = logins.map((login): Account => {
    const account = findLogin(state, login);
    if (account === undefined || !isAssignable(state, account, repository)) {
      throw invalid({ value: login, resource: 'Issue', field: 'assignees', code: 'invalid' });
    }
    return account;
  });
  return [...new Set(accounts.map((account) => account.id))].slice(0, MAX_ASSIGNEES);
}

export const MAX_ASSIGNEES = 10;

/** Milestone id by number; null takes the milestone away. */
export function resolveMilestone(repository: Repository, number: number | string | null): number | null {
  if (number === null) return null;
  const milestone: Milestone | undefined = findMilestone(repository, Number(number));
  if (milestone === undefined) throw invalid({ value: number, resource: 'Issue', field: 'milestone', code: 'invalid' });
  return milestone.id;
}
