/** The GitHub stand-in within this process: the same world, rules and doors, asked through a `fetch` instead of a socket. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Control } from '../github/control/commands.ts';
import { createControl } from '../github/control/control.ts';
import { createCounters } from '../github/counters.ts';
import { createDeliveryFaults } from '../github/faults/delivery-faults.ts';
import { createRequestFaults } from '../github/faults/request-faults.ts';
import { executeGraphql } from '../github/graphql/index.ts';
import { createHttpServer } from '../github/http/server.ts';
import { createLimits, DEFAULT_LIMITS } from '../github/limits.ts';
import { createRender } from '../github/render/render.ts';
import { urlsOf } from '../github/render/urls.ts';
import { createSecondaryLimits } from '../github/secondary-limits.ts';
import { createState, type GitHubState } from '../github/state/state.ts';
import { createManifestStore } from '../github/web/manifests.ts';
import { createDispatcher } from '../github/webhooks/dispatcher.ts';
import { listen } from '../github/webhooks/hub.ts';
import { createDeliveryLog } from '../github/webhooks/log.ts';
import type { World } from '../github/world.ts';
import type { SimClock } from './clock.ts';
import type { Fault } from './faults.ts';
import { hasFields } from './schedule.ts';
import { seedWorld } from './seed-world.ts';

const ORIGIN = 'http://github.simulation';

export interface SimGitHub {
  world: World;
  state: GitHubState;
  control: Control;
  apiUrl: string;
  /** Answers a request as the server would; a broken connection rejects as fetch does. */
  ask(url: string, init: RequestInit, fault: Fault | null): Promise<Response>;
}

export function createSimGitHub(seed: string, clock: SimClock, privateKey: string): SimGitHub {
  const state = createState({ randomSeed: seed, clock: () => clock.now() });
  seedWorld(state, { privateKey, webhookUrl: 'http://lockstep.simulation/' }, hasFields(seed));
  const world = createWorld(state);
  const server = createHttpServer(world, executeGraphql);
  return {
    world,
    state,
    control: createControl(world),
    apiUrl: world.render.urls.api,
    async ask(url, init, fault) {
      if (fault === null) return follow(server, url, init);
      const rule = world.requestFaults.book.add({ fault, count: 1 });
      try {
        return await follow(server, url, init);
      } finally {
        world.requestFaults.book.clear(rule.id);
      }
    },
  };
}

function createWorld(state: GitHubState): World {
  const render = createRender(state, urlsOf(ORIGIN));
  const deliveries = createDeliveryLog(state);
  const deliveryFaults = createDeliveryFaults(state.random('delivery-faults'));
  const dispatcher = createDispatcher({ state, log: deliveries, faults: deliveryFaults }, { mode: 'manual', concurrency: 1, timeoutMs: 10_000 });
  listen(render, (delivery) => dispatcher.accept(delivery));
  return {
    state, render, deliveries, deliveryFaults, dispatcher,
    limits: createLimits(state, DEFAULT_LIMITS),
    secondary: createSecondaryLimits(state, {}),
    requestFaults: createRequestFaults(state.random('request-faults')),
    counters: createCounters(),
    manifests: createManifestStore(state),
  };
}

/** Follows redirects as fetch does. https://fetch.spec.whatwg.org/#http-redirect-fetch */
async function follow(server: Server, url: string, init: RequestInit): Promise<Response> {
  const response = await send(server, url, init);
  const location = response.headers.get('location');
  if (location === null || init.redirect === 'manual' || ![301, 302, 303, 307, 308].includes(response.status)) return response;
  const turnsToGet = response.status === 303 || (response.status < 303 && init.method === 'POST');
  return follow(server, new URL(location, url).href, turnsToGet ? { ...init, method: 'GET', body: null } : init);
}

function send(server: Server, url: string, init: RequestInit): Promise<Response> {
  const { pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const broken = (): void => reject(new TypeError('fetch failed'));
    const socket = { destroy: broken, resetAndDestroy: broken, once: () => socket };
    const body = typeof init.body === 'string' ? [Buffer.from(init.body)] : [];
    const headers = Object.fromEntries(Object.entries(init.headers as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value]));
    const message = Object.assign(Readable.from(body), { method: init.method ?? 'GET', url: pathname + search, headers, socket });
    let head: { status: number; headers: Record<string, string> } = { status: 200, headers: {} };
    const response = {
      headersSent: false,
      writeHead(status: number, given: Record<string, string>) {
        head = { status, headers: given };
        response.headersSent = true;
        return response;
      },
      write(_part: unknown, done: () => void) {
        done();
      },
      end(content?: Buffer) {
        const bodiless = content === undefined || content.length === 0 || head.status === 204 || head.status === 304;
        const answer = new Response(bodiless ? null : new Uint8Array(content), { status: head.status, headers: head.headers });
        resolve(Object.defineProperty(answer, 'url', { value: url }));
      },
    };
    server.emit('request', message as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
}

