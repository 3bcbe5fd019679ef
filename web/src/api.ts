import type { Action } from '../../src/http/trpc/shapes.ts';
import { CallError } from './call.ts';

export type Fault =
  | { kind: 'offline' | 'signedOut' | 'missing' | 'server' | 'cancelled' }
  /** The server said no, with a sentence for people; `signIn` where it is mended by signing in again. */
  | { kind: 'refused'; reason: string; signIn?: boolean }
  | { kind: 'stale'; current: Action };

/** Sorts whatever a call threw into what the page can say about it. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof CallError)) return { kind: 'server' };
  if (error.cancelled) return { kind: 'cancelled' };
  const { data } = error;
  // No shape at all: the request never got an answer that tRPC wrote.
  if (data === null) return { kind: 'offline' };
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
      return { kind: 'refused', reason: error.message, signIn: data.signInAgain };
    default:
      return { kind: 'server' };
  }
}
