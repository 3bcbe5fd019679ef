import type { AddressInfo } from 'node:net';
import type { Control } from './control/commands.ts';
import { createControl } from './control/control.ts';
import { createCounters } from './counters.ts';
import { createDeliveryFaults } from './faults/delivery-faults.ts';
import { createRequestFaults } from './faults/request-faults.ts';
import type { ExecuteGraphql } from './graphql-context.ts';
import { createHttpServer } from './http/server.ts';
import { createLimits, DEFAULT_LIMITS, type LimitSizes } from './limits.ts';
import type { App } from './model.ts';
import { createRender } from './render/render.ts';
import { urlsOf } from './render/urls.ts';
import { createSecondaryLimits, type SecondarySizes } from './secondary-limits.ts';
import { seedMinimal } from './seed-minimal.ts';
import type { NewApp } from './state/add-app.ts';
import { createState, type GitHubState } from './state/state.ts';
import { createManifestStore } from './web/manifests.ts';
import { createDispatcher, type DeliveryMode } from './webhooks/dispatcher.ts';
import { listen } from './webhooks/hub.ts';
import { createDeliveryLog } from './webhooks/log.ts';
import type { World } from './world.ts';

export interface StartOptions {
  /** 0 (any free one) unless given. */
  port?: number;
  /** 127.0.0.1 unless given. */
  host?: string;
  /** `minimal` (default), a name that seed/index.ts knows (`demo`, `bench:COUNT`, `empty`), or a function. */
  seed?: string | ((state: GitHubState, app: Omit<NewApp, 'ownerId'>) => void);
  /** Epoch milliseconds; the system's clock unless given. */
  clock?: () => number;
  /** Same seed, same ids, GUIDs and tokens. */
  randomSeed?: string;
  /** Properties of the App that the seed registers. */
  app?: Omit<NewApp, 'ownerId'>;
  webhookUrl?: string | null;
  deliveryMode?: DeliveryMode;
  /** Deliveries under way at once; 4 unless given. */
  deliveryConcurrency?: number;
  /** GitHub's 10 s unless given. */
  deliveryTimeoutMs?: number;
  limits?: Partial<LimitSizes>;
  secondary?: Partial<SecondarySizes>;
}

export interface GitHubStandIn {
  /** `http://127.0.0.1:PORT`, the web side. */
  url: string;
  webUrl: string;
  /** `.../api/v3`: the REST root; GraphQL is at `.../api/graphql`. */
  apiUrl: string;
  /** Credentials as GitHub would give them. */
  app: App;
  control: Control;
  state: GitHubState;
  close(): Promise<void>;
}

async function fill(state: GitHubState, options: StartOptions): Promise<void> {
  const app: Omit<NewApp, 'ownerId'> = { ...options.app };
  if (options.webhookUrl !== undefined) app.webhookUrl = options.webhookUrl;
  const seed = options.seed ?? 'minimal';
  if (typeof seed === 'function') seed(state, app);
  else if (seed === 'minimal') seedMinimal(state, app);
  else {
    // Loaded on demand: the large seeds are needed by few.
    const seeds = await import('./seed/index.ts');
    seeds.seed(state, seed, state.random('seed'), app);
  }
}

/** GraphQL is loaded with the first query: its schema takes a while to build. */
function lazyGraphql(): ExecuteGraphql {
  return async (request, context) => {
    const { executeGraphql } = await import('./graphql/index.ts');
    return executeGraphql(request, context);
  };
}

function createWorld(state: GitHubState, origin: string, options: StartOptions): World {
  const render = createRender(state, urlsOf(origin));
  const deliveries = createDeliveryLog(state);
  const deliveryFaults = createDeliveryFaults(state.random('delivery-faults'));
  const dispatcher = createDispatcher(
    { state, log: deliveries, faults: deliveryFaults },
    { mode: options.deliveryMode ?? 'auto', concurrency: options.deliveryConcurrency ?? 4, timeoutMs: options.deliveryTimeoutMs ?? 10_000 },
  );
  listen(render, (delivery) => dispatcher.accept(delivery));
  return {
    state,
    render,
    deliveries,
    deliveryFaults,
    dispatcher,
    limits: createLimits(state, { ...DEFAULT_LIMITS, ...options.limits }),
    secondary: createSecondaryLimits(state, options.secondary ?? {}),
    requestFaults: createRequestFaults(state.random('request-faults')),
    counters: createCounters(),
    manifests: createManifestStore(state),
  };
}

/** Starts a stand-in and waits until it answers. */
export async function startGitHub(options: StartOptions = {}): Promise<GitHubStandIn> {
  const state = createState({ randomSeed: options.randomSeed ?? 'lockstep', clock: options.clock ?? Date.now });
  await fill(state, options);
  const host = options.host ?? '127.0.0.1';
  // The world's addresses need the port, and the server needs the world.
  const world = createWorld(state, `http://${host}`, options);
  const server = createHttpServer(world, lazyGraphql());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  Object.assign(world.render.urls, urlsOf(url));
  return {
    url,
    webUrl: url,
    apiUrl: world.render.urls.api,
    app: state.app,
    control: createControl(world),
    state,
    async close() {
      await world.dispatcher.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
