/** Reading GitHub as a person: who they are, and what they may reach through this App right now. */
import { z } from 'zod';
import { type BudgetStore, waitOf } from '../core/budget.ts';
import type { Budget } from './budget.ts';
import type { Client } from './clients.ts';
import { BudgetWait, GitHubError, toGitHubError } from './errors.ts';

/** What a person may do in a repository, as far as Lockstep asks. */
export type Level = 'none' | 'read' | 'write';

export interface UserCall {
  apiUrl: string;
  budget: Budget;
  accessToken: string;
}

export interface ReachableRepository {
  id: number;
  fullName: string;
  private: boolean;
  level: Exclude<Level, 'none'>;
}

const API_VERSION = '2022-11-28';
const CALL_TIMEOUT_MS = 10_000;
const PAGE = 100;

/**
 * The budget of calls that no installation's client makes: a person's own, or the token endpoint.
 * They are few and one at a time, so only the time GitHub named is kept (I9).
 */
export function createCallBudget(owner: string, store: BudgetStore): Budget {
  return {
    async run(_kind, call) {
      const { seconds } = waitOf(await store.standing(owner, 'core'), 'interactive');
      if (seconds > 0) throw new BudgetWait(seconds, 0);
      try {
        return await call();
      } catch (error) {
        if (error instanceof BudgetWait) await store.block(owner, error.seconds);
        throw error;
      }
    },
    block: (seconds) => store.block(owner, seconds),
    note: async () => {},
  };
}

const person = z.object({ id: z.int(), login: z.string().min(1), name: z.string().nullish() });

/** Whose token this is. @throws GitHubError, `unauthorized` where GitHub does not know it any more */
export async function readPerson(call: UserCall): Promise<{ githubId: number; login: string; name: string | null }> {
  const { id, login, name } = person.parse(await get(call, '/user'));
  return { githubId: id, login, name: name ?? null };
}

/** Login of the person whose token the client holds, as GitHub shows it now. */
export async function readLogin(client: Client): Promise<string> {
  return person.parse((await client.request('GET /user')).data).login;
}

const emailsPage = z.array(z.object({ email: z.string(), verified: z.boolean() }));

/** The person's own addresses, as far as the App may see them; none where it may not. */
export async function readEmails(call: UserCall): Promise<{ email: string; verified: boolean }[]> {
  const answer = await getOrNull(call, '/user/emails?per_page=100');
  return answer === null ? [] : emailsPage.parse(answer);
}

const repositoriesPage = z.object({
  total_count: z.int(),
  repositories: z.array(z.object({
    id: z.int(),
    full_name: z.string(),
    private: z.boolean(),
    permissions: z.object({ pull: z.boolean(), push: z.boolean() }).partial().optional(),
  })),
});

/**
 * The repositories of an installation that this person can reach through the App, with what they may
 * do there; empty where the installation is out of their sight.
 */
export async function readReachable(call: UserCall, installationId: number): Promise<ReachableRepository[]> {
  const found: ReachableRepository[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await getOrNull(call, `/user/installations/${installationId}/repositories?per_page=${PAGE}&page=${page}`);
    if (answer === null) return [];
    const { total_count: total, repositories } = repositoriesPage.parse(answer);
    for (const { id, full_name: fullName, private: hidden, permissions } of repositories) {
      found.push({ id, fullName, private: hidden, level: permissions?.push === true ? 'write' : 'read' });
    }
    if (repositories.length < PAGE || found.length >= total) return found;
  }
}

/** 404: out of sight. 403 without a rate limit: suspended, or behind single sign-on; either way nothing is reached. */
async function getOrNull(call: UserCall, path: string): Promise<unknown> {
  try {
    return await get(call, path);
  } catch (error) {
    if (error instanceof GitHubError && (error.code === 'not_found' || error.code === 'forbidden')) return null;
    throw error;
  }
}

/** @throws GitHubError */
export async function get({ apiUrl, budget, accessToken }: UserCall, path: string): Promise<unknown> {
  return budget.run('read', async () => {
    try {
      const response = await fetch(`${apiUrl}${path}`, {
        headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${accessToken}`, 'x-github-api-version': API_VERSION, 'user-agent': 'lockstep' },
        redirect: 'error',
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      if (response.ok) return await response.json();
      const message = (await response.text()).slice(0, 300);
      throw Object.assign(new Error(message), { status: response.status, response: { headers: Object.fromEntries(response.headers) } });
    } catch (error) {
      throw toGitHubError(error);
    }
  });
}
