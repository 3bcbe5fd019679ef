import { z } from 'zod';
import { findRepository, fullNameOf } from '../../state/find.ts';
import { command } from '../command.ts';
import { issueNumbered, repositoryName, repositoryNamed } from '../lookup.ts';
import { viewIssue, viewRepository } from '../views.ts';

const none = z.object({});

/** What tests judge by. */
export const readCommands = {
  /** Writes that took effect, in order; `after` a sequence number. */
  history: command(
    z.object({ after: z.int().default(0), repository: repositoryName.optional(), issueId: z.int().optional() }),
    ({ state }, input) => {
      const [owner = '', name = ''] = input.repository?.split('/') ?? [];
      const repositoryId = findRepository(state, owner, name)?.id;
      return state.history
        .slice(input.after)
        .filter((entry) => input.repository === undefined || entry.repositoryId === repositoryId)
        .filter((entry) => input.issueId === undefined || entry.issueId === input.issueId);
    },
  ),
  issue: command(z.object({ repository: repositoryName, number: z.int() }), ({ state }, input) => {
    const repository = repositoryNamed(state, input.repository);
    return viewIssue(state, repository, issueNumbered(repository, input.number));
  }),
  /** Issues and pull requests, by number. */
  issues: command(z.object({ repository: repositoryName }), ({ state }, input) => {
    const repository = repositoryNamed(state, input.repository);
    return [...repository.issues.values()].map((issue) => viewIssue(state, repository, issue));
  }),
  repositories: command(none, ({ state }) => [...state.repositories.values()].map((repository) => viewRepository(state, repository))),
  accounts: command(none, ({ state }) => [...state.accounts.values()].map(({ id, nodeId, login, type, name, email }) => ({ id, nodeId, login, type, name, email }))),
  installations: command(none, ({ state }) =>
    [...state.installations.values()].map((installation) => ({
      id: installation.id,
      account: state.accounts.get(installation.accountId)?.login ?? '',
      repositories: installation.repositoryIds === 'all' ? ('all' as const) : [...installation.repositoryIds].flatMap((id) => {
        const repository = state.repositories.get(id);
        return repository === undefined ? [] : [fullNameOf(state, repository)];
      }),
      suspended: installation.suspendedAt !== null,
      permissions: installation.permissions,
      events: installation.events,
    })),
  ),
};
