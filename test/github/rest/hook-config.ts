import { ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { requireApp } from './repositories.ts';

/** Where the App's events go; the secret is never shown. */
function config(request: ApiRequest): ApiAnswer {
  requireApp(request);
  const { app } = request.world.state;
  return ok({ content_type: 'json', insecure_ssl: app.insecureSsl ? '1' : '0', secret: '********', ...(app.webhookUrl !== null && { url: app.webhookUrl }) });
}

export const hookConfigRoutes: Route[] = [{ method: 'GET', path: '/app/hook/config', handle: config }];
