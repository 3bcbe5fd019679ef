import type { Permissions } from '../model.ts';
import { accountOf } from '../state/find.ts';
import { GitHubProblem } from '../state/problem.ts';
import { appMay, type Subject } from '../state/rights.ts';
import type { GitHubState } from '../state/state.ts';
import { verifyAppJwt } from './app-jwt.ts';

/**
 * Who sent a request, by its Authorization header: an App JWT, an installation token, a user
 * token, or nobody.
 *
 * @throws GitHubProblem 401 for a credential that is unknown, expired or revoked; 403 for a
 * suspended installation.
 */
export function authenticate(state: GitHubState, authorization: string | undefined): Subject {
  // Basic is the client's own and is read by the routes under /applications.
  if (authorization === undefined || /^basic /iu.test(authorization)) return { kind: 'anonymous' };
  const token = /^(?:token|bearer) +(\S+)$/iu.exec(authorization)?.[1];
  if (token === undefined) throw new GitHubProblem(401, 'Bad credentials');
  if (token.startsWith('ghs_')) return installationSubject(state, token);
  if (token.startsWith('ghu_')) return userSubject(state, token);
  if (token.split('.').length === 3) {
    verifyAppJwt(state.app, token, state.now());
    return { kind: 'app' };
  }
  throw new GitHubProblem(401, 'Bad credentials');
}

function installationSubject(state: GitHubState, token: string): Subject {
  const issued = state.tokens.installation(token);
  const installation = issued === null ? undefined : state.installations.get(issued.installationId);
  if (issued === null || installation === undefined) throw new GitHubProblem(401, 'Bad credentials');
  if (installation.suspendedAt !== null) throw new GitHubProblem(403, 'This installation has been suspended');
  return { kind: 'installation', installation, repositoryIds: issued.repositoryIds, permissions: common(issued.permissions, installation.permissions) };
}

/** What a token was given and the owner still grants: what was withdrawn since is gone from the token. */
function common(token: Permissions, granted: Permissions): Permissions {
  const kept: Permissions = {};
  for (const [name, level] of Object.entries(token)) {
    const now = granted[name];
    if (now !== undefined) kept[name] = appMay(granted, name, level) ? level : now;
  }
  return kept;
}

function userSubject(state: GitHubState, token: string): Subject {
  const grant = state.tokens.user(token);
  if (grant === null) throw new GitHubProblem(401, 'Bad credentials');
  return { kind: 'user', account: accountOf(state, grant.accountId) };
}
