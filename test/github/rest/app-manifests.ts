import { accountOf } from '../state/find.ts';
import { notFound } from '../state/problem.ts';
import { renderApp } from '../render/app.ts';
import { created, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { renderAccount } from '../render/account.ts';

/**
 * Trades a manifest's code for the App's credentials. The stand-in knows one App: it takes over
 * the manifest's name, addresses, permissions and events.
 */
function convert(request: ApiRequest): ApiAnswer {
  const { state, render, manifests } = request.world;
  const manifest = manifests.take(request.params['code'] ?? '');
  if (manifest === null) throw notFound();
  const { app } = state;
  app.name = manifest.name ?? app.name;
  app.webhookUrl = manifest.hook_attributes?.url ?? app.webhookUrl;
  app.callbackUrls = manifest.callback_urls ?? app.callbackUrls;
  app.setupUrl = manifest.setup_url ?? app.setupUrl;
  app.permissions = manifest.default_permissions ?? app.permissions;
  app.events = manifest.default_events ?? app.events;
  return created({
    ...renderApp(render),
    owner: renderAccount(render, accountOf(state, app.ownerId)),
    external_url: manifest.url,
    client_secret: app.clientSecret,
    webhook_secret: app.webhookSecret,
    pem: app.privateKey,
  });
}

export const appManifestRoutes: Route[] = [{ method: 'POST', path: '/app-manifests/:code/conversions', handle: convert }];
