/** A client of ours in front of nock, with a budget that the test can look into. */
import nock from 'nock';
import type { BudgetStore } from '../../src/core/budget.ts';
import { createGitHub, type Client, type GitHub, type GitHubOptions } from '../../src/github/clients.ts';
import { GitHubError } from '../../src/github/errors.ts';
import { privateKey } from '../support/keys.ts';
import { silent } from '../support/log.ts';

export const API = 'https://github.test/api/v3';
export const INSTALLATION = 7;
export const TOKEN = `ghs_7_${'x'.repeat(500)}`;
export const WIDGETS = { id: 186853002, owner: 'acme', name: 'widgets' };
export const ISSUE_PATH = '/repos/acme/widgets/issues/5';

const KEY = privateKey();

export async function gitHub(budgets: BudgetStore, changes: Partial<GitHubOptions> = {}): Promise<GitHub> {
  return createGitHub({
    credentials: { appId: 123, privateKey: KEY, webhookSecrets: ['hush'], clientId: 'Iv1.a', clientSecret: 'b' },
    apiUrl: API, log: silent, budgets, onAnswer: () => {}, ...changes,
  });
}

/** A client of the installation whose token GitHub hands out as often as it is asked. */
export async function installation(budgets: BudgetStore): Promise<Client> {
  api().persist().post(`/app/installations/${INSTALLATION}/access_tokens`)
    .reply(201, { token: TOKEN, expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {}, repository_selection: 'all' });
  return (await gitHub(budgets)).asInstallation(INSTALLATION);
}

export const api = (): nock.Scope => nock(API);

/** What the test prepared and nobody asked for; tokens may be asked for or not. */
export const unsent = (): string[] => nock.pendingMocks().filter((mock) => !mock.includes('access_tokens'));

/** The GitHubError a call ends with. */
export async function failure(call: Promise<unknown>): Promise<GitHubError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GitHubError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

/** An issue as REST shows it. */
export function restIssue(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 444500041, node_id: 'I_5', number: 5, title: 'Widget', body: 'It falls.', state: 'open', state_reason: null, labels: [{ name: 'bug' }],
    assignees: [{ id: 1, login: 'olivia' }], milestone: null, type: null, user: { id: 2, login: 'rita' }, locked: false,
    html_url: 'https://github.test/acme/widgets/issues/5', created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-02T00:00:00Z', closed_at: null, ...changes,
  };
}
