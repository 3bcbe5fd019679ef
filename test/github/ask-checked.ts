/** Asks the stand-in and checks each answer, its status, headers and body, against GitHub's description. */
import { expect } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import type { GitHubStandIn } from './start.ts';
import { createChecker } from './descriptions/check.ts';
import type { Json } from './descriptions/prune.ts';

/** Who asks: the App by its JWT, its installation, a person by login, the App's client secret, nobody. */
export type Caller = 'app' | 'installation' | 'client' | 'nobody' | { login: string };

/** Differences between the stand-in and the description that are on purpose, and why. */
const TOLERATED: readonly (readonly [RegExp, string])[] = [
  [/^\/status is not described/u, 'GitHub repeats the status in the body of every error'],
  [/^\/N\/assigner is not described/u, 'described in the list of events only'],
  [/^\/N\/state_reason is not described/u, 'sent with `closed`; the description has it in the timeline only'],
  [/^\/installed_version is not described/u, 'GET /meta of Enterprise Server, under whose address the stand-in lives'],
  [/\/custom_properties is not described/u, 'described for repositories elsewhere'],
  [/\/permissions\/emails is not described/u, 'manifests and webhooks say `emails`, the REST description `email_addresses`'],
];

/** Headers that GitHub sends with every answer. */
function headerFaults({ headers, status }: Response, text: string): string[] {
  const expected: [string, RegExp][] = [
    ['x-github-request-id', /^[0-9A-F]{4}:/u],
    ['x-github-media-type', /^github\.v3/u],
    ['date', / GMT$/u],
    ...(text === '' ? [] : ([['content-type', /^application\/json; charset=utf-8$/u]] as [string, RegExp][])),
    ...(status < 300 ? ([['x-github-api-version-selected', /^2022-11-28$/u]] as [string, RegExp][]) : []),
  ];
  return expected.filter(([name, value]) => !value.test(headers.get(name) ?? '')).map(([name]) => `header ${name}: ${headers.get(name)}`);
}

export interface Ask {
  as?: Caller;
  body?: Json;
  expect?: number;
  headers?: Record<string, string>;
}

export interface Asker {
  /** Sends one request, checks what comes, and gives the body. */
  ask: (method: string, path: string, how?: Ask) => Promise<Json | undefined>;
  /** What was found wrong since the last call. */
  takeFaults: () => string[];
  /** `GET /repos/{}/{} 200` for every answer that was checked. */
  seen: ReadonlySet<string>;
  checker: ReturnType<typeof createChecker>;
}

export function createAsker(started: () => GitHubStandIn): Asker {
  const checker = createChecker();
  const seen = new Set<string>();
  const tokens = new Map<string, string>();
  let faults: string[] = [];

  async function authorization(caller: Caller): Promise<Record<string, string>> {
    if (caller === 'nobody') return {};
    if (caller === 'client') return { authorization: `basic ${Buffer.from(`${started().app.clientId}:${started().app.clientSecret}`).toString('base64')}` };
    if (caller === 'app') {
      const { token } = await createAppAuth({ appId: started().app.id, privateKey: started().app.privateKey })({ type: 'app' });
      return { authorization: `bearer ${token}` };
    }
    const name = caller === 'installation' ? caller : caller.login;
    let token = tokens.get(name);
    if (token === undefined) {
      if (caller === 'installation') {
        const id = [...started().state.installations.keys()][0];
        const answer = await ask('POST', `/app/installations/${id}/access_tokens`, { as: 'app', expect: 201 });
        token = (answer as { token: string }).token;
      } else {
        token = started().control.issueUserToken({ login: name }).accessToken;
      }
      tokens.set(name, token);
    }
    return { authorization: `token ${token}` };
  }

  async function ask(method: string, path: string, { as = 'installation', body, expect: status = 200, headers = {} }: Ask = {}): Promise<Json | undefined> {
    const response = await fetch(started().apiUrl + path, {
      method,
      redirect: 'manual',
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', ...(await authorization(as)), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === '' ? undefined : (JSON.parse(text) as Json);
    expect([method, path, response.status]).toEqual([method, path, status]);
    const operation = operationOf(checker, method, path);
    const found = [...checker.response(operation, status, answer), ...headerFaults(response, text)].filter((fault) => !TOLERATED.some(([known]) => known.test(fault)));
    faults.push(...found.map((fault) => `${operation} ${status}: ${fault}`));
    seen.add(`${operation} ${status}`);
    return answer;
  }

  return {
    ask, seen, checker,
    takeFaults() {
      const found = [...new Set(faults)];
      faults = [];
      return found;
    },
  };
}

/** The operation of a path: literal segments win over parameters. */
function operationOf(checker: Asker['checker'], method: string, path: string): string {
  const segments = (path.split('?')[0] ?? '').split('/');
  const fitting = [...checker.operations.keys()].filter((operation) => {
    const [verb, template = ''] = operation.split(' ');
    const parts = template.split('/');
    return verb === method && parts.length === segments.length && parts.every((part, index) => part === '{}' || part === segments[index]);
  });
  const [best] = fitting.toSorted((a, b) => a.split('{}').length - b.split('{}').length);
  return best ?? `${method} ${path}`;
}
