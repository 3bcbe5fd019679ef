/** Clients for the App itself and for each installation, all from one Probot, each within its budget. */
import { Probot, ProbotOctokit } from 'probot';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { GitHubCredentials } from '../config.ts';
import type { BudgetStore } from '../core/budget.ts';
import type { Budget, BudgetReport, CallKind } from './budget.ts';
import { createBudget } from './budget.ts';
import { BudgetWait, GitHubError, isRateLimited, secondsToReset, toGitHubError } from './errors.ts';
import { fetchInPlace } from './fetch-in-place.ts';
import { readIssueSchema } from './issue-parts.ts';

export type Client = InstanceType<typeof ProbotOctokit>;

export interface GitHub {
  probot: Probot;
  /** Authenticated as the App (JWT): only for /app routes. */
  asApp(): Promise<Client>;
  asInstallation(installationId: number): Promise<Client>;
  /** With a person's own access token, within that person's budget. */
  asUser(userId: number, accessToken: string): Client;
  /** Fields of the server's GraphQL type Issue, and kinds of events of its timeline; asked once. */
  issueSchema(client: Client): Promise<ReadonlySet<string>>;
  /** The newest answer's Date header and when it came (performance.now()); null before the first. */
  clock(): { date: string; at: number } | null;
  /** Login of the account that GitHub shows for the App's own writes, `<slug>[bot]`; asked once. */
  botLogin(): Promise<string>;
}

export interface GitHubOptions {
  credentials: GitHubCredentials;
  /** REST base without a trailing slash. */
  apiUrl: string;
  log: Logger;
  budgets: BudgetStore;
  /** In place of the global fetch. */
  fetch?: typeof globalThis.fetch;
  /** How long a call may take; CALL_TIMEOUT_MS unless given. */
  callTimeoutMs?: number;
  /** Told after each answer; for metrics. */
  onAnswer: (answer: { owner: string; method: string; status: number; seconds: number; budget: BudgetReport | null }) => void;
}

const appAnswer = z.object({ slug: z.string() });

/** The version every supported GitHub knows, Enterprise Server included. */
const API_VERSION = '2022-11-28';

/** Longer than any healthy answer; GitHub itself gives up after 10 s. */
const CALL_TIMEOUT_MS = 30_000;

/**
 * Octokit's throttling and retry plugins stay off: they wait inside the process, share one bucket over
 * installations and repeat creating calls. Waiting and repeating are the queue's, which survives a kill.
 * (As a function: Probot merges its own throttle options over plain defaults.)
 */
const BaseOctokit = ProbotOctokit.defaults((options: object) => ({ ...options, throttle: { enabled: false }, retry: { enabled: false } }));

export async function createGitHub(options: GitHubOptions): Promise<GitHub> {
  const { credentials, log } = options;
  const probot = new Probot({
    appId: credentials.appId,
    privateKey: credentials.privateKey,
    secret: credentials.webhookSecrets[0],
    baseUrl: options.apiUrl,
    Octokit: BaseOctokit,
    log,
    request: { fetch: fetchInPlace(options.fetch) },
  });
  await probot.ready();
  let clock: { date: string; at: number } | null = null;
  const onDate = (date: unknown): void => {
    if (typeof date === 'string') clock = { date, at: performance.now() };
  };
  const clients = new Map<string, Promise<Client>>();
  const client = (owner: string, make: () => Promise<Client>): Promise<Client> => {
    const known = clients.get(owner);
    if (known) return known;
    const made = make().then((octokit) => withBudget(octokit, owner, createBudget(owner, options.budgets), options, onDate));
    clients.set(owner, made);
    made.catch(() => clients.delete(owner));
    return made;
  };
  const budgetsOfUsers = new Map<number, Budget>();
  const budgetOf = (userId: number): Budget => {
    const budget = budgetsOfUsers.get(userId) ?? createBudget(`user:${userId}`, options.budgets);
    budgetsOfUsers.set(userId, budget);
    return budget;
  };
  const asApp = (): Promise<Client> => client('app', () => probot.auth());
  let bot: Promise<string> | null = null;
  const askBotLogin = async (): Promise<string> => `${appAnswer.parse((await (await asApp()).request('GET /app')).data).slug}[bot]`;
  let schema: Promise<ReadonlySet<string>> | undefined;
  const askSchema = (by: Client): Promise<ReadonlySet<string>> => {
    const asked = readIssueSchema(by);
    asked.catch(() => (schema = undefined));
    return asked;
  };
  return {
    issueSchema: (by) => (schema ??= askSchema(by)),
    probot,
    asApp,
    botLogin: () => (bot ??= askBotLogin().catch((error: unknown) => {
      bot = null;
      throw error;
    })),
    asInstallation: (id) => client(`installation:${id}`, () => probot.auth(id)),
    asUser: (userId, accessToken) =>
      withBudget(new BaseOctokit({ auth: { token: accessToken }, baseUrl: options.apiUrl, request: { fetch: fetchInPlace(options.fetch) } }), `user:${userId}`, budgetOf(userId), options, onDate),
    clock: () => clock,
  };
}

/** Puts the budget, the timeout, one kind of error and a fresh token where needed around every request of a client. */
function withBudget(octokit: Client, owner: string, budget: Budget, options: GitHubOptions, onDate: (date: unknown) => void): Client {
  octokit.hook.wrap('request', async (request, parameters) => {
    parameters.headers['x-github-api-version'] = API_VERSION;
    const kind = kindOf(parameters);
    const resource = parameters.url.endsWith('/graphql') ? 'graphql' : 'core';
    const attempt = () => budget.run(kind, async () => {
      const started = performance.now();
      const report = async (status: number, headers: Record<string, unknown>): Promise<void> => {
        const left = readBudget(owner, headers);
        options.onAnswer({ owner, method: parameters.method, status, seconds: (performance.now() - started) / 1000, budget: left });
        // What is left is only a hint to others: an answer of GitHub's is not lost over it.
        if (left) await budget.note(left).catch((err: unknown) => options.log.warn({ err }, 'budget not noted'));
      };
      try {
        // In place: a wrapped request takes no other parameters from its wrapper (before-after-hook's register.js).
        parameters.request = { ...parameters.request, signal: AbortSignal.timeout(options.callTimeoutMs ?? CALL_TIMEOUT_MS) };
        const response = await request(parameters);
        // GraphQL tells of its limit with a 200, and to Octokit a redirect that was not followed is an answer.
        if (isRateLimited(response.data) || (kind !== 'read' && response.status >= 300)) {
          throw Object.assign(new Error(`answered ${response.status}`), { status: response.status, response });
        }
        await report(response.status, response.headers);
        onDate(response.headers.date);
        return response;
      } catch (thrown) {
        // To Octokit this is an error; here it answers the question that was asked.
        const unchanged = notModified(thrown);
        if (unchanged) {
          await report(304, unchanged.headers);
          onDate(unchanged.headers.date);
          return unchanged;
        }
        // The request for a token, sent on behalf of this one, has told of its own failure.
        if (thrown instanceof GitHubError) throw thrown;
        const error = toGitHubError(thrown);
        await report(error.status, (thrown as { response?: { headers?: Record<string, unknown> } }).response?.headers ?? {});
        if (error instanceof BudgetWait) await budget.block(error.seconds);
        throw error;
      }
    }, resource);
    try {
      return await attempt();
    } catch (error) {
      if (kind === 'nested' || !owner.startsWith('installation:') || !(error instanceof GitHubError) || error.code !== 'unauthorized') throw error;
      // The stored token may be dead before its time: this machine's clock was set back (I14), or the App was installed anew.
      await forgetToken(octokit);
      return attempt();
    }
  });
  return octokit;
}

type Answer = Awaited<ReturnType<Client['request']>>;

/** GitHub's answer that what was asked about has not changed. */
function notModified(thrown: unknown): Answer | null {
  const { status, response } = thrown as { status?: number; response?: Answer };
  return status === 304 ? (response ?? null) : null;
}

interface TokenCache {
  cache: { set(key: string, token: string): unknown };
  installationId: number;
}

/**
 * The next call gets a new token, in its own budget. Octokit's own `refresh: true` asks api.github.com
 * for it whatever the API's address is (auth-app's auth.js: Probot hands it a request without one).
 */
async function forgetToken(octokit: Client): Promise<void> {
  await octokit.auth({ type: 'installation', factory: ({ cache, installationId }: TokenCache) => cache.set(String(installationId), '') });
}

/** A token is asked for within the call that needs it, which holds its place in the budget meanwhile. */
function kindOf({ method, url, query }: { method: string; url: string; query?: unknown }): CallKind {
  if (url.endsWith('/access_tokens')) return 'nested';
  if (url.endsWith('/graphql')) return typeof query === 'string' && query.trimStart().startsWith('mutation') ? 'write' : 'read';
  if (method === 'POST' && url.endsWith('/issues')) return 'create';
  return method === 'GET' ? 'read' : 'write';
}

function readBudget(owner: string, headers: Record<string, unknown>): BudgetReport | null {
  const limit = Number(headers['x-ratelimit-limit']);
  const remaining = Number(headers['x-ratelimit-remaining']);
  const resetSeconds = secondsToReset(headers);
  if (!Number.isFinite(limit) || !Number.isFinite(remaining) || resetSeconds === null) return null;
  return { owner, resource: (headers['x-ratelimit-resource'] as string | undefined) ?? 'core', limit, remaining, resetSeconds };
}
