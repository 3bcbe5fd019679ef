import { htmlReply, redirectReply, type Reply } from '../http/reply.ts';
import { findLogin } from '../state/find.ts';
import type { World } from '../world.ts';
import { buttonForm, page } from './page.ts';

function back(redirectUri: string, answer: Record<string, string>): Reply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  return redirectReply(url.href);
}

/** The registered callback that a request asks for; the first where it asks for none. */
function callbackOf(world: World, wanted: string | null): string | null {
  const { callbackUrls } = world.state.app;
  if (wanted === null) return callbackUrls[0] ?? null;
  return callbackUrls.includes(wanted) ? wanted : null;
}

/**
 * `GET /login/oauth/authorize`: whoever is named by `login` approves at once (GitHub itself only
 * suggests that account), `deny=1` refuses, otherwise a page asks.
 */
export function authorize(world: World, query: URLSearchParams): Reply {
  const { state } = world;
  if (query.get('client_id') !== state.app.clientId) return htmlReply(404, page('Not found', '<p>Unknown client_id.</p>'));
  const wanted = query.get('redirect_uri');
  const callback = callbackOf(world, wanted);
  if (callback === null) {
    return htmlReply(400, page('Be careful!', '<p>The redirect_uri is not associated with this application.</p>'));
  }
  const carried: Record<string, string> = {};
  const given = query.get('state');
  if (given !== null) carried['state'] = given;

  if (query.get('deny') !== null) {
    return back(callback, {
      error: 'access_denied',
      error_description: 'The user has denied your application access.',
      error_uri: `${world.render.urls.web}/apps/building-oauth-apps/troubleshooting#access-denied`,
      ...carried,
    });
  }
  const challenge = query.get('code_challenge');
  const login = query.get('login');
  if (login === null) return htmlReply(200, consentPage(world, query));
  const account = findLogin(state, login);
  if (account?.type !== 'User') return htmlReply(404, page('Not found', '<p>No such person.</p>'));
  if (challenge !== null && query.get('code_challenge_method') !== 'S256') {
    return back(callback, { error: 'invalid_request', error_description: 'code_challenge_method must be S256', ...carried });
  }
  return back(callback, { code: state.tokens.issueCode(account.id, wanted, challenge).code, ...carried });
}

function consentPage(world: World, query: URLSearchParams): string {
  const fields = Object.fromEntries(query);
  const people = [...world.state.accounts.values()].filter((account) => account.type === 'User');
  const buttons = people.map((account) => buttonForm('get', '/login/oauth/authorize', { ...fields, login: account.login }, `Authorize as ${account.login}`));
  return page(
    `${world.state.app.name} would like to act for you`,
    `<p>Choose who you are:</p>\n${buttons.join('\n')}\n${buttonForm('get', '/login/oauth/authorize', { ...fields, deny: '1' }, 'Cancel')}`,
  );
}
