import type { Account } from '../model.ts';
import { accountOf } from '../state/find.ts';
import type { Render } from './render.ts';

/** GitHub's "simple user". */
export function renderAccount(render: Render, account: Account): Record<string, unknown> {
  const cached = render.accounts.get(account);
  if (cached !== undefined && cached['login'] === account.login) return cached;
  const url = `${render.urls.api}/users/${encodeURIComponent(account.login)}`;
  const page = account.type === 'Bot' ? `apps/${account.login.replace('[bot]', '')}` : account.login;
  const rendered = {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${render.urls.web}/avatars/u/${account.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${render.urls.web}/${page}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
  render.accounts.set(account, rendered);
  return rendered;
}

export function renderAccountId(render: Render, id: number | null): Record<string, unknown> | null {
  return id === null ? null : renderAccount(render, accountOf(render.state, id));
}

/** GitHub's short organization, the `organization` of webhook payloads. */
export function renderOrganization(render: Render, account: Account): Record<string, unknown> {
  const url = `${render.urls.api}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${render.urls.web}/avatars/u/${account.id}?v=4`,
    description: '',
  };
}

/** The signed-in person, `GET /user`. */
export function renderViewer(render: Render, account: Account): Record<string, unknown> {
  return {
    ...renderAccount(render, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    notification_email: account.email,
    public_repos: [...render.state.repositories.values()].filter((each) => each.ownerId === account.id && !each.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2014-01-20T09:41:12Z',
    updated_at: '2026-01-20T09:41:12Z',
  };
}
