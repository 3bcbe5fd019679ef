import type { IncomingHttpHeaders } from 'node:http';
import type { Resource } from '../limits.ts';
import { actorOf, type Actor } from '../state/actor.ts';
import type { Subject } from '../state/rights.ts';
import type { World } from '../world.ts';

/** A request to a REST route, authenticated and parsed. */
export interface ApiRequest {
  world: World;
  method: string;
  /** Below `/api/v3`, with real names for `/repositories/:id`. */
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  subject: Subject;
  requestId: string;
}

export interface ApiAnswer {
  status: number;
  /** JSON; undefined for an empty body. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` segments, as GitHub documents it. */
  path: string;
  handle(request: ApiRequest): ApiAnswer | Promise<ApiAnswer>;
  /** The rate limit it counts against; `core` unless said. `null`: free. */
  resource?: Resource | null;
}

export function actor(request: ApiRequest): Actor {
  return actorOf(request.world.state, request.subject, 'rest', request.requestId);
}

export function ok(body: unknown, headers: Record<string, string> = {}): ApiAnswer {
  return { status: 200, body, headers };
}

export function created(body: unknown, location?: unknown): ApiAnswer {
  return { status: 201, body, headers: typeof location === 'string' ? { location } : {} };
}

export const NO_CONTENT: ApiAnswer = { status: 204 };
