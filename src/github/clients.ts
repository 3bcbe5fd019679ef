/** Clients for the App itself and for each installation, all from one Probot, each within its budget. */
import { Probot, ProbotOctokit } from 'probot';
import type { Logger } from 'pino';
import type { GitHubCredentials } from '../config.ts';
import type { BudgetStore } from '../core/budget.ts';
import type { Budget, BudgetReport } from './budget.ts';
import { createBudget } from './budget.ts';
import { BudgetWait, isRateLimited, toGitHubError } from './errors.ts';

export type Client = InstanceType<typeof ProbotOctokit>;

export interface GitHub {
  probot: Probot;
  /** Authenticated as the App (JWT): only for /app routes. */
  asApp(): Promise<Client>;
  asInstallation(installationId: number): Promise<Client>;
  /** The newest answer's Date header and when it came (performance.now()); null before the first. */
  clock(): { date: string; at: number } | null;
}

export interface GitHubOptions {
  credentials: GitHubCredentials;
  /** REST base without a trailing slash. */
  apiUrl: string;
  log: Logger;
  budgets: BudgetStore;
  /** In place of the global fetch. */
  fetch?: typeof globalThis.fetch;
  /** Told after each answer; for metrics. */
  onAnswer: (answer: { owner: string; method: string; status: number; seconds: number; budget: BudgetReport | null }) => void;
}

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
    ...(options.fetch && { request: { fetch: options.fetch } }),
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
  return {
    probot,
    asApp: () => client('app', () => probot.auth()),
    asInstallation: (id) => client(`installation:${id}`, () => probot.auth(id)),
    clock: () => clock,
  };
}

/** Puts the budget, the timeout and one kind of error around every request of a client. */
function withBudget(octokit: Client, owner: string, budget: Budget, options: GitHubOptions, onDate: (date: unknown) => void): Client {
  octokit.hook.wrap('request', async (request, parameters) => {
    parameters.headers['x-github-api-version'] = API_VERSION;
    const kind = parameters.method === 'GET' || parameters.url.endsWith('/graphql') ? 'read' : 'write';
    return budget.run(kind, async () => {
      const started = performance.now();
      const report = (status: number, headers: Record<string, unknown>): void =>
        options.onAnswer({ owner, method: parameters.method, status, seconds: (performance.now() - started) / 1000, budget: readBudget(owner, headers) });
      try {
        const response = await request({ ...parameters, request: { ...parameters.request, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) } });
        // GraphQL tells of its limit with a 200.
        if (isRateLimited(response.data)) throw Object.assign(new Error('rate limited'), { status: 200, response });
        report(response.status, response.headers);
        onDate(response.headers.date);
        return response;
      } catch (thrown) {
        const error = toGitHubError(thrown);
        report(error.status, (thrown as { response?: { headers?: Record<string, unknown> } }).response?.headers ?? {});
        if (error instanceof BudgetWait && error.status !== 0) await budget.block(error.seconds);
        throw error;
      }
    });
  });
  return octokit;
}

function readBudget(owner: string, headers: Record<string, unknown>): BudgetReport | null {
  const limit = Number(headers['x-ratelimit-limit']);
  const remaining = Number(headers['x-ratelimit-remaining']);
  if (!Number.isFinite(limit) || !Number.isFinite(remaining)) return null;
  return { owner, resource: (headers['x-ratelimit-resource'] as string | undefined) ?? 'core', limit, remaining };
}
