import type { Account, Repository } from '../../model.ts';
import { accountOf, findFormer, findLogin, findRepository } from '../../state/find.ts';
import { toIso } from '../../state/clock.ts';
import { GraphqlFailure } from '../failure.ts';
import { refuseWide } from '../fault.ts';
import { readNode } from '../read.ts';
import type { ResolverContext, Resolvers } from '../resolver.ts';
import { accountSource, repositorySource } from '../sources.ts';

const MAX_IDS = 100;

/** The entry points of a query. */
export const queryResolvers: Resolvers<unknown> = {
  repository(_source, { owner, name, followRenames }: { owner: string; name: string; followRenames?: boolean }, context) {
    return repositorySource(readRepository(context, owner, name, followRenames !== false));
  },
  node(_source, { id }: { id: string }, context) {
    return readNode(context, id);
  },
  nodes(_source, { ids }: { ids: string[] }, context) {
    if (ids.length > MAX_IDS) throw new GraphqlFailure('ARGUMENT_LIMIT', `You may not provide more than ${MAX_IDS} node ids; you provided ${ids.length}.`);
    refuseWide(context.fault, ids.length);
    // An error in the list makes that element null and goes to `errors` with its index in the path.
    return ids.map((id) => {
      try {
        return readNode(context, id);
      } catch (error) {
        if (error instanceof GraphqlFailure) return error;
        throw error;
      }
    });
  },
  viewer(_source, _args, { state, subject }) {
    if (subject.kind === 'user') return { ...accountSource(subject.account), kind: 'User' };
    if (subject.kind === 'installation') return { ...accountSource(accountOf(state, state.app.botId)), kind: 'User' };
    throw new GraphqlFailure('FORBIDDEN', 'Resource not accessible by integration');
  },
  rateLimit(_source, _args, { bill }) {
    return { ...bill, resetAt: toIso(bill.resetAt) };
  },
  user(_source, { login }: { login: string }, context) {
    return accountSource(readAccount(context, login, 'User'));
  },
  organization(_source, { login }: { login: string }, context) {
    return accountSource(readAccount(context, login, 'Organization'));
  },
  repositoryOwner(_source, { login }: { login: string }, { state }) {
    const account = findLogin(state, login);
    return account === undefined || account.type === 'Bot' ? null : accountSource(account);
  },
};

/** A repository by name; NOT_FOUND when it is not there for the caller. */
export function readRepository(context: ResolverContext, owner: string, name: string, followRenames: boolean): Repository {
  const { state } = context;
  const repository = findRepository(state, owner, name) ?? (followRenames ? findFormer(state, owner, name) : undefined);
  if (repository === undefined || !context.access(repository).read) {
    throw new GraphqlFailure('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }
  return repository;
}

function readAccount({ state }: ResolverContext, login: string, type: 'User' | 'Organization'): Account {
  const account = findLogin(state, login);
  if (account?.type !== type) throw new GraphqlFailure('NOT_FOUND', `Could not resolve to ${type === 'User' ? 'a' : 'an'} ${type} with the login of '${login}'.`);
  return account;
}
