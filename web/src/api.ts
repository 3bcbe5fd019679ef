import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import type { Action } from '../../src/http/trpc/shapes.ts';
import type { PageRouter } from '../../src/http/trpc/router.ts';

export function createApi(origin: string) {
  return createTRPCClient<PageRouter>({ links: [httpBatchLink({ url: `${origin}/api/trpc`, maxItems: 10 })] });
}

export type Api = ReturnType<typeof createApi>;

export type Fault =
  | { kind: 'offline' | 'signedOut' | 'missing' | 'server' | 'cancelled' }
  /** The server said no, with a sentence for people. */
  | { kind: 'refused'; reason: string }
  | { kind: 'stale'; current: Action };

/** Sorts whatever a call threw into what the page can say about it. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof TRPCClientError)) return { kind: 'server' };
  const failure = error as TRPCClientError<PageRouter>;
  const data = failure.data;
  if (failure.cause?.name === 'AbortError') return { kind: 'cancelled' };
  // No shape at all: the request never got an answer that tRPC wrote.
  if (data == null) return { kind: 'offline' };
  switch (data.code) {
    case 'UNAUTHORIZED':
      return { kind: 'signedOut' };
    case 'NOT_FOUND':
      return { kind: 'missing' };
    case 'CONFLICT':
      return data.current === null ? { kind: 'server' } : { kind: 'stale', current: data.current };
    case 'FORBIDDEN':
    case 'BAD_REQUEST':
    case 'TOO_MANY_REQUESTS':
      return { kind: 'refused', reason: failure.message };
    default:
      return { kind: 'server' };
  }
}
