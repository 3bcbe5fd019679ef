import type { Account, Issue, Repository } from '../model.ts';
import type { GitHubState } from '../state/state.ts';
import type { Urls } from './urls.ts';

/** What renderers need, with the caches that keep them cheap. */
export interface Render {
  state: GitHubState;
  urls: Urls;
  accounts: WeakMap<Account, Record<string, unknown>>;
  repositoryUrls: WeakMap<Repository, { fullName: string; urls: Record<string, string> }>;
  issueUrls: WeakMap<Issue, { fullName: string; urls: Record<string, string> }>;
}

export function createRender(state: GitHubState, urls: Urls): Render {
  return { state, urls, accounts: new WeakMap(), repositoryUrls: new WeakMap(), issueUrls: new WeakMap() };
}
