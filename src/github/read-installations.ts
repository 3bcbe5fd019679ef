/** The installations of this App that a person can see, and what stands in the way of using one. */
import { z } from 'zod';
import { get, type UserCall } from './as-user.ts';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';

/** `suspended`: an owner put it on hold. `sso`: the organization wants a fresh single sign-on. `requested`: an owner has still to approve it. */
export type InstallationStanding = 'ready' | 'suspended' | 'sso' | 'requested';

export interface SeenInstallation {
  account: string;
  kind: 'User' | 'Organization';
  standing: InstallationStanding;
  /** What the App may do with issues there. */
  issues: 'write' | 'read' | 'none';
}

const account = z.object({ login: z.string(), type: z.enum(['User', 'Organization']).catch('Organization') });
const answer = z.object({
  installations: z.array(z.object({
    id: z.int(),
    account,
    suspended_at: z.string().nullish(),
    permissions: z.object({ issues: z.enum(['read', 'write']).optional() }).catch({}),
  })),
});

/** @throws GitHubError */
export async function readInstallations(call: UserCall): Promise<SeenInstallation[]> {
  const { installations } = answer.parse(await get(call, '/user/installations?per_page=100'));
  return Promise.all(installations.map(async ({ id, account: { login, type }, suspended_at: suspended, permissions }) => ({
    account: login, kind: type, issues: permissions.issues ?? 'none',
    standing: suspended == null ? await standingOf(call, id) : 'suspended',
  })));
}

/** https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso: 403 until the person signs on. */
async function standingOf(call: UserCall, installationId: number): Promise<'ready' | 'suspended' | 'sso'> {
  try {
    await get(call, `/user/installations/${installationId}/repositories?per_page=1`);
    return 'ready';
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable || error.status !== 403) throw error;
    return /saml|single sign/i.test(String((error.cause as Error | undefined)?.message)) ? 'sso' : 'suspended';
  }
}

const requests = z.array(z.object({ account, requester: z.object({ id: z.int() }) }));

/** Where this person asked for the App and no owner has answered yet. https://docs.github.com/en/rest/apps/apps#list-installation-requests-for-the-authenticated-app */
export async function readInstallationRequests(app: Client, githubId: number): Promise<SeenInstallation[]> {
  const { data } = await app.request('GET /app/installation-requests', { per_page: 100 });
  return requests.parse(data).filter(({ requester }) => requester.id === githubId).map(({ account: { login, type } }) => ({ account: login, kind: type, standing: 'requested', issues: 'none' }));
}
