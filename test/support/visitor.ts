/** A person at a browser, as far as cookies, redirects and Origin go. */
import type { Stack } from './stack.ts';

export interface Visitor {
  /** Cookies as a jar of one host would keep them. */
  readonly cookies: Map<string, string>;
  /** One request, no redirect followed; cookies are sent to the service only. */
  fetch(pathOrUrl: string, init?: RequestInit): Promise<Response>;
  /** A request of the service's own page. */
  post(path: string, body?: unknown): Promise<Response>;
  /** A page's query. @returns the data, or throws with tRPC's error code as its message */
  query<T = unknown>(procedure: string, input?: unknown): Promise<T>;
  mutate<T = unknown>(procedure: string, input: unknown): Promise<T>;
  /** Goes to GitHub and says yes there. @returns the answer of our callback */
  signIn(login: string, returnTo?: string): Promise<Response>;
  /** Goes as far as GitHub's answer. @returns the address of our callback that GitHub sends the browser to */
  toCallback(login: string, returnTo?: string): Promise<string>;
}

interface Answer {
  result?: { data: unknown };
  error?: { data: { code: string } };
}

export function visit({ app }: Pick<Stack, 'app'>): Visitor {
  const origin = new URL(app.publicUrl ?? '').origin;
  const cookies = new Map<string, string>();

  const send: Visitor['fetch'] = async (pathOrUrl, init = {}) => {
    const url = new URL(pathOrUrl, origin);
    const headers = new Headers(init.headers);
    const ours = url.origin === origin;
    if (ours && cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    if (ours) for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return response;
  };
  const unwrap = async <T>(response: Response): Promise<T> => {
    const answer = (await response.json()) as Answer;
    if (answer.result === undefined) throw new Error(answer.error?.data.code ?? `status ${response.status}`);
    return answer.result.data as T;
  };
  const toCallback = async (login: string, returnTo = '/'): Promise<string> => {
    const begun = await send(`/api/auth/github/authorize?${new URLSearchParams({ return_to: returnTo }).toString()}`);
    const github = new URL(begun.headers.get('location') ?? '');
    github.searchParams.set('login', login);
    const approved = await send(github.href);
    return approved.headers.get('location') ?? '';
  };
  const post: Visitor['post'] = (path, body) =>
    send(path, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) });
  return {
    cookies, fetch: send, post, toCallback,
    query: async (procedure, input) => unwrap(await send(`/api/trpc/${procedure}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`)),
    mutate: async (procedure, input) => unwrap(await post(`/api/trpc/${procedure}`, input)),
    signIn: async (login, returnTo) => send(await toCallback(login, returnTo)),
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split('=');
  const ended = attributes.some((one) => /^(?:max-age=0|expires=thu, 01 jan 1970)/i.test(one));
  if (ended || value === '') cookies.delete(name);
  else cookies.set(name, value);
}
