import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { GitHubStandIn } from './start.ts';
import { findLogin, installationOn } from './state/find.ts';

export interface Received {
  headers: IncomingHttpHeaders;
  raw: string;
  /** Parsed payload. */
  payload: Record<string, unknown>;
}

/** A webhook endpoint that keeps what it got and answers `status`. */
export interface Sink {
  url: string;
  received: Received[];
  status: number;
  /** `issues.opened` and so on, in the order of arrival. */
  names(): string[];
  close(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      received.push({ headers: request.headers, raw, payload: JSON.parse(raw) as Record<string, unknown> });
      response.writeHead(sink.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sink: Sink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    status: 202,
    names: () => received.map((each) => [each.headers['x-github-event'], each.payload['action']].join('.')),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  return sink;
}

/** GitHub's client as the App itself (JWT). */
export function asApp(github: GitHubStandIn): Octokit {
  const { id, privateKey } = github.app;
  return new Octokit({ baseUrl: github.apiUrl, authStrategy: createAppAuth, auth: { appId: id, privateKey }, log: quiet });
}

/** GitHub's client as the App's installation on an account. */
export function asInstallation(github: GitHubStandIn, login = 'acme'): Octokit {
  const account = findLogin(github.state, login);
  const installation = account === undefined ? undefined : installationOn(github.state, account.id);
  if (installation === undefined) throw new Error(`not installed on ${login}`);
  const { id, privateKey } = github.app;
  return new Octokit({ baseUrl: github.apiUrl, authStrategy: createAppAuth, auth: { appId: id, privateKey, installationId: installation.id }, log: quiet });
}

/** GitHub's client as a person, with a user token of the App. */
export function asUser(github: GitHubStandIn, login: string): Octokit {
  return new Octokit({ baseUrl: github.apiUrl, auth: github.control.issueUserToken({ login }).accessToken, log: quiet });
}

function silent(): void {
  // Refusals are expected in tests.
}

const quiet = { debug: silent, info: silent, warn: silent, error: silent };

/** Status and body of a refused call; fails the test where the call succeeds. */
export async function refusal(call: Promise<unknown>): Promise<{ status: number; message: string; errors: unknown; headers: Record<string, unknown> }> {
  try {
    await call;
  } catch (error) {
    const { status, response } = error as { status: number; response?: { data: { message: string; errors?: unknown }; headers: Record<string, unknown> } };
    if (response === undefined) throw error;
    return { status, message: response.data.message, errors: response.data.errors, headers: response.headers };
  }
  throw new Error('the call succeeded');
}
