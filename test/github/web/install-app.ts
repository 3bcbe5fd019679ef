import { htmlReply, redirectReply, type Reply } from '../http/reply.ts';
import { person } from '../state/actor.ts';
import { accountOf, findLogin, installationOn } from '../state/find.ts';
import type { GitHubState } from '../state/state.ts';
import type { Account } from '../model.ts';
import type { World } from '../world.ts';
import { install } from '../writes/installations.ts';
import { buttonForm, page } from './page.ts';

/** Who may install for an account: the person themselves, or an owner of the organization. */
function ownerOf(state: GitHubState, account: Account): Account {
  if (account.type === 'User') return account;
  for (const [id, role] of state.members.get(account.id) ?? []) if (role === 'admin') return accountOf(state, id);
  return account;
}

/** `/apps/:slug/installations/new`: choose an account; then on to the App's setup address. */
export function installApp(world: World, query: URLSearchParams): Reply {
  const { state } = world;
  const given = query.get('state');
  const target = query.get('target');
  if (target === null) {
    const accounts = [...state.accounts.values()].filter((account) => account.type !== 'Bot');
    const buttons = accounts.map((account) =>
      buttonForm('get', `/apps/${state.app.slug}/installations/new`, { target: account.login, ...(given === null ? {} : { state: given }) }, `Install on ${account.login}`));
    return htmlReply(200, page(`Install ${state.app.name}`, buttons.join('\n')));
  }
  const account = findLogin(state, target);
  if (account === undefined) return htmlReply(404, page('Not found', '<p>No such account.</p>'));
  const existing = installationOn(state, account.id);
  const installation = existing ?? install(state, person(ownerOf(state, account)), account, 'all');
  if (state.app.setupUrl === null) return htmlReply(200, page('Installed', `<p>${state.app.name} is installed on ${account.login}.</p>`));
  const url = new URL(state.app.setupUrl);
  url.searchParams.set('installation_id', String(installation.id));
  url.searchParams.set('setup_action', existing === undefined ? 'install' : 'update');
  if (given !== null) url.searchParams.set('state', given);
  return redirectReply(url.href);
}
