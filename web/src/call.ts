import type { TRPCClient, TRPCClientErrorLike } from '@trpc/client';
import type { PageRouter } from '../../src/http/trpc/router.ts';

/**
 * The page's side of tRPC over HTTP (https://trpc.io/docs/rpc): the types are the package's own, the code is what
 * the page needs of it, a tenth of the size.
 */
export type Api = TRPCClient<PageRouter>;

type Failure = NonNullable<TRPCClientErrorLike<PageRouter>['data']>;

type Answer = { result: { data?: unknown } } | { error: { message: string; data: Failure } };

/** A call that brought no result: refused by the server with `data`, cancelled, or never answered. */
export class CallError extends Error {
  readonly data: Failure | null;
  readonly cancelled: boolean;
  constructor(message: string, data: Failure | null = null, cancelled = false) {
    super(message);
    this.name = 'CallError';
    this.data = data;
    this.cancelled = cancelled;
  }
}

type Call = {
  path: string;
  input: unknown;
  signal: AbortSignal | undefined;
  resolve: (data: unknown) => void;
  reject: (error: CallError) => void;
};

/** Calls that one request carries at most, so that its address stays short enough for proxies. */
const BATCH_MAX = 10;
/** A reading that takes longer never comes: proxies wait for a minute. A lost network may swallow it, of which a browser takes long to hear. */
const LONGEST_READ_MS = 120_000;

async function send(url: string, post: boolean, calls: Call[], onLost: () => void): Promise<void> {
  const inputs = JSON.stringify(Object.fromEntries(calls.map(({ input }, index) => [index, input])));
  const address = `${url}/${calls.map(({ path }) => path).join(',')}?batch=1`;
  const abort = new AbortController();
  // The request itself ends only once nobody waits for any of its answers.
  let waiting = calls.length;
  for (const { signal } of calls) signal?.addEventListener('abort', () => --waiting === 0 && abort.abort());
  const timer = post ? undefined : setTimeout(() => abort.abort(), LONGEST_READ_MS);
  try {
    const response = await (post
      ? fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: inputs, signal: abort.signal })
      : fetch(`${address}&input=${encodeURIComponent(inputs)}`, { signal: abort.signal }));
    const answers = (await response.json()) as Answer[] | Answer;
    for (const [index, { resolve, reject }] of calls.entries()) {
      // A request refused as a whole has one answer for all.
      const answer = Array.isArray(answers) ? answers[index] : answers;
      if (answer !== undefined && 'result' in answer) resolve(answer.result.data);
      else if (answer !== undefined && 'error' in answer && 'data' in Object(answer.error)) {
        if (answer.error.data.signInAgain) onLost();
        reject(new CallError(answer.error.message, answer.error.data));
      }
      else reject(new CallError('not an answer of tRPC'));
    }
  } catch (error) {
    for (const { reject } of calls) reject(new CallError(String(error)));
  }
  clearTimeout(timer);
}

/** Gathers the calls of one turn of the event loop into one request. */
function createQueue(url: string, post: boolean, onLost: () => void) {
  let queue: Call[] = [];
  const flush = (): void => {
    const calls = queue;
    queue = [];
    while (calls.length > 0) void send(url, post, calls.splice(0, BATCH_MAX), onLost);
  };
  return (path: string, input: unknown, options?: { signal?: AbortSignal }): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const signal = options?.signal;
      const cancel = (): void => {
        queue = queue.filter((waiting) => waiting !== call);
        reject(new CallError('cancelled', null, true));
      };
      const call: Call = { path, input, signal, resolve, reject };
      if (signal?.aborted === true) return cancel();
      signal?.addEventListener('abort', cancel);
      if (queue.push(call) === 1) setTimeout(flush);
    });
}

/**
 * Every procedure of the server as `api.room.procedure.query(input)` or `.mutate(input)`.
 * @param onLost hears that GitHub can no longer be asked in the person's name
 */
export function createApi(origin: string, onLost: () => void): Api {
  const url = `${origin}/api/trpc`;
  const verbs: Record<string, ReturnType<typeof createQueue>> = { query: createQueue(url, false, onLost), mutate: createQueue(url, true, onLost) };
  const step = (path: string): unknown =>
    new Proxy({}, {
      get: (_, name: string) => {
        const verb = path.includes('.') ? verbs[name] : undefined;
        return verb === undefined ? step(path === '' ? name : `${path}.${name}`) : (input: unknown, options?: { signal?: AbortSignal }) => verb(path, input, options);
      },
    });
  return step('') as Api;
}
