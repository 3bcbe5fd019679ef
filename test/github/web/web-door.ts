import { htmlReply, type Reply } from '../http/reply.ts';
import type { Incoming } from '../http/rest-door.ts';
import type { World } from '../world.ts';
import { accessToken } from './access-token.ts';
import { authorize } from './authorize.ts';
import { installApp } from './install-app.ts';
import { issuePage } from './issue-page.ts';
import { page } from './page.ts';
import { registerApp } from './register-app.ts';

type WebRoute = readonly [method: string, path: RegExp, handle: (world: World, incoming: Incoming) => Reply];

/** Every page outside the API. */
const WEB_ROUTES: readonly WebRoute[] = [
  ['GET', /^\/login\/oauth\/authorize$/u, (world, incoming) => authorize(world, incoming.query)],
  ['POST', /^\/login\/oauth\/access_token$/u, accessToken],
  ['POST', /^(?:\/organizations\/[^/]+)?\/settings\/apps\/new$/u, registerApp],
  ['GET', /^\/apps\/[^/]+\/installations\/new$/u, (world, incoming) => installApp(world, incoming.query)],
  ['GET', /^\/[^/]+\/[^/]+\/(?:issues|pull)\/\d+$/u, issuePage],
];

/** Answers one request of the web side. */
export function answerWeb(world: World, incoming: Incoming): Reply {
  const method = incoming.method === 'HEAD' ? 'GET' : incoming.method;
  const route = WEB_ROUTES.find(([wanted, path]) => wanted === method && path.test(incoming.path));
  return route === undefined ? htmlReply(404, page('Not found', '')) : route[2](world, incoming);
}
