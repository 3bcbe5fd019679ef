import type { Permission, Repository } from '../model.ts';
import { toIso } from '../state/clock.ts';
import { fullNameOf, ownerOf } from '../state/find.ts';
import { atLeast } from '../state/rights.ts';
import { renderAccount } from './account.ts';
import type { Render } from './render.ts';

/** Path suffix of every `*_url` below the repository's API address, as GitHub has them. */
const API_PATHS: Readonly<Record<string, string>> = {
  forks_url: '/forks',
  keys_url: '/keys{/key_id}',
  collaborators_url: '/collaborators{/collaborator}',
  teams_url: '/teams',
  hooks_url: '/hooks',
  issue_events_url: '/issues/events{/number}',
  events_url: '/events',
  assignees_url: '/assignees{/user}',
  branches_url: '/branches{/branch}',
  tags_url: '/tags',
  blobs_url: '/git/blobs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  git_refs_url: '/git/refs{/sha}',
  trees_url: '/git/trees{/sha}',
  statuses_url: '/statuses/{sha}',
  languages_url: '/languages',
  stargazers_url: '/stargazers',
  contributors_url: '/contributors',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  commits_url: '/commits{/sha}',
  git_commits_url: '/git/commits{/sha}',
  comments_url: '/comments{/number}',
  issue_comment_url: '/issues/comments{/number}',
  contents_url: '/contents/{+path}',
  compare_url: '/compare/{base}...{head}',
  merges_url: '/merges',
  archive_url: '/{archive_format}{/ref}',
  downloads_url: '/downloads',
  issues_url: '/issues{/number}',
  pulls_url: '/pulls{/number}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  labels_url: '/labels{/name}',
  releases_url: '/releases{/id}',
  deployments_url: '/deployments',
};

export function repositoryUrl(render: Render, repository: Repository): string {
  return `${render.urls.api}/repos/${fullNameOf(render.state, repository)}`;
}

export function repositoryPage(render: Render, repository: Repository): string {
  return `${render.urls.web}/${fullNameOf(render.state, repository)}`;
}

function urlsFor(render: Render, repository: Repository): Record<string, string> {
  const fullName = fullNameOf(render.state, repository);
  const cached = render.repositoryUrls.get(repository);
  if (cached?.fullName === fullName) return cached.urls;
  const url = repositoryUrl(render, repository);
  const urls: Record<string, string> = { url };
  for (const [name, path] of Object.entries(API_PATHS)) urls[name] = url + path;
  render.repositoryUrls.set(repository, { fullName, urls });
  return urls;
}

/** GitHub's repository object, as webhooks and lists carry it. */
export function renderRepository(render: Render, repository: Repository): Record<string, unknown> {
  const owner = ownerOf(render.state, repository);
  const page = repositoryPage(render, repository);
  const fullName = fullNameOf(render.state, repository);
  const host = render.urls.web.replace(/^https?:\/\//u, '');
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullName,
    private: repository.private,
    owner: renderAccount(render, owner),
    html_url: page,
    description: repository.description,
    fork: false,
    ...urlsFor(render, repository),
    created_at: toIso(repository.createdAt),
    updated_at: toIso(repository.updatedAt),
    pushed_at: toIso(repository.createdAt),
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${host}:${fullName}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: repository.hasIssues,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: repository.openIssues,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    forks: 0,
    open_issues: repository.openIssues,
    watchers: 0,
    default_branch: repository.defaultBranch,
    custom_properties: {},
  };
}

/** A repository in an installation's list of what was added or removed. */
export function renderRepositoryShort(render: Render, repository: Repository): Record<string, unknown> {
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullNameOf(render.state, repository),
    private: repository.private,
  };
}

/** The `permissions` of a repository for whoever asks. */
export function renderPermissions(permission: Permission): Record<string, boolean> {
  return {
    admin: atLeast(permission, 'admin'),
    maintain: atLeast(permission, 'maintain'),
    push: atLeast(permission, 'push'),
    triage: atLeast(permission, 'triage'),
    pull: atLeast(permission, 'pull'),
  };
}
