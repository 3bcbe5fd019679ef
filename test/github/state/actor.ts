import type { Account, HistoryEntry } from '../model.ts';
import { accountOf } from './find.ts';
import { GitHubProblem } from './problem.ts';
import type { Subject } from './rights.ts';
import type { GitHubState } from './state.ts';

/** Who a write is recorded for. */
export interface Actor {
  /** Shown as author and `sender`: a person, or the App's bot. */
  account: Account;
  via: HistoryEntry['via'];
  requestId: string | null;
}

/** The actor of an authenticated request; the App's own JWT and nobody can write nothing. */
export function actorOf(
  state: GitHubState,
  subject: Subject,
  via: 'rest' | 'graphql',
  requestId: string,
): Actor {
  switch (subject.kind) {
    case 'user':
      return { account: subject.account, via, requestId };
    case 'installation':
      return { account: accountOf(state, state.app.botId), via, requestId };
    case 'app':
    case 'anonymous':
      throw new GitHubProblem(401, 'Requires authentication');
    default:
      return subject satisfies never;
  }
}

/** A person at GitHub's web pages. */
export function person(account: Account): Actor {
  return { account, via: 'person', requestId: null };
}
