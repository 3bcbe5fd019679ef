import type { Installation } from '../model.ts';
import { toIso, toIsoOrNull } from '../state/clock.ts';
import { accountOf } from '../state/find.ts';
import { renderAccount } from './account.ts';
import type { Render } from './render.ts';

/** The App as `performed_via_github_app` and `GET /app` show it. */
export function renderAppShort(render: Render): Record<string, unknown> {
  const { app } = render.state;
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: app.nodeId,
    owner: renderAccount(render, accountOf(render.state, app.ownerId)),
    name: app.name,
    description: null,
    external_url: render.urls.web,
    html_url: `${render.urls.web}/apps/${app.slug}`,
    created_at: toIso(app.createdAt),
    updated_at: toIso(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}

export function renderApp(render: Render): Record<string, unknown> {
  return { ...renderAppShort(render), installations_count: render.state.installations.size };
}

export function renderInstallation(render: Render, installation: Installation): Record<string, unknown> {
  const { app } = render.state;
  const account = accountOf(render.state, installation.accountId);
  const page = account.type === 'Organization' ? `organizations/${account.login}/settings` : 'settings';
  return {
    id: installation.id,
    client_id: app.clientId,
    account: renderAccount(render, account),
    repository_selection: installation.repositoryIds === 'all' ? 'all' : 'selected',
    access_tokens_url: `${render.urls.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${render.urls.api}/installation/repositories`,
    html_url: `${render.urls.web}/${page}/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: installation.events,
    created_at: toIso(installation.createdAt),
    updated_at: toIso(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : renderAccount(render, account),
    suspended_at: toIsoOrNull(installation.suspendedAt),
  };
}
