/**
 * The GitHub App that Lockstep needs, as a manifest, and its conversion into credentials.
 * https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
import { z } from 'zod';
import type { AppYml } from './app-yml.ts';
import { GitHubError } from './errors.ts';

export interface ManifestOptions {
  /** Permissions and events. */
  asks: AppYml;
  name: string;
  publicUrl: string;
  /** Where GitHub sends the code. */
  redirectUrl: string;
  /** false where GitHub cannot reach this service: it refuses such a webhook address, and polling does all the work. */
  webhooks: boolean;
}

export function appManifest({ asks, name, publicUrl, redirectUrl, webhooks }: ManifestOptions): object {
  return {
    name,
    url: publicUrl,
    redirect_url: redirectUrl,
    callback_urls: [`${publicUrl}/api/auth/github/callback`],
    setup_url: `${publicUrl}/`,
    setup_on_update: true,
    public: false,
    ...(webhooks && { hook_attributes: { url: `${publicUrl}/api/webhooks/github`, active: true } }),
    ...asks,
  };
}

const conversion = z.object({
  id: z.int().positive(),
  slug: z.string().min(1),
  html_url: z.url({ protocol: /^https?$/ }),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  webhook_secret: z.string().min(1).nullish(),
  pem: z.string().min(1),
  owner: z.object({ id: z.int(), login: z.string(), type: z.string() }),
});

export interface ConvertedApp {
  appId: number;
  slug: string;
  htmlUrl: string;
  clientId: string;
  clientSecret: string;
  /** null where the App has no webhook. */
  webhookSecret: string | null;
  privateKey: string;
  owner: { githubId: number; login: string; type: string };
}

const CALL_TIMEOUT_MS = 15_000;

/**
 * Trades a manifest's code for the App's credentials; a code works once, for an hour.
 * @throws GitHubError
 */
export async function convertManifest(apiUrl: string, code: string): Promise<ConvertedApp> {
  let body: unknown;
  try {
    const response = await fetch(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`, {
      method: 'POST', headers: { accept: 'application/vnd.github+json', 'user-agent': 'lockstep' }, redirect: 'error', signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    if (response.status === 404 || response.status === 422) throw new GitHubError('not_found', response.status, 'GitHub does not know this code: it was used already, or is older than an hour.');
    if (!response.ok) throw new GitHubError('unavailable', response.status, `GitHub answered ${response.status}.`);
    body = await response.json();
  } catch (error) {
    throw error instanceof GitHubError ? error : new GitHubError('unavailable', 0, 'GitHub did not answer.', error);
  }
  const parsed = conversion.safeParse(body);
  // The answer itself holds secrets: it is not told further.
  if (!parsed.success) throw new GitHubError('invalid', 201, `GitHub’s answer lacks ${parsed.error.issues[0]?.path.join('.')}.`);
  const { id, slug, html_url, client_id, client_secret, webhook_secret, pem, owner } = parsed.data;
  return {
    appId: id, slug, htmlUrl: html_url, clientId: client_id, clientSecret: client_secret, webhookSecret: webhook_secret ?? null, privateKey: pem,
    owner: { githubId: owner.id, login: owner.login, type: owner.type },
  };
}
