/** What the App can reach: its installations, and the repositories of each. */
import { z } from 'zod';
import type { InstallationFacts, RepositoryFacts } from '../core/installation.ts';
import type { GitHub } from './clients.ts';
import { GitHubError } from './errors.ts';

const installation = z.object({
  id: z.int(),
  account: z.object({ id: z.int(), login: z.string(), type: z.string() }),
  repository_selection: z.string(),
  permissions: z.record(z.string(), z.string()).catch({}),
  suspended_at: z.string().nullish(),
});

const repository = z.object({
  id: z.int(),
  node_id: z.string(),
  name: z.string(),
  full_name: z.string(),
  private: z.boolean(),
  archived: z.boolean().optional(),
  has_issues: z.boolean().optional(),
});

/** Reads an installation out of a webhook or a REST answer. */
export function toInstallation(value: unknown): InstallationFacts {
  const parsed = installation.parse(value);
  return {
    id: parsed.id,
    accountId: parsed.account.id,
    accountLogin: parsed.account.login,
    accountType: parsed.account.type,
    repositorySelection: parsed.repository_selection,
    permissions: parsed.permissions,
    suspended: Boolean(parsed.suspended_at),
  };
}

/** Reads a repository out of a webhook or a REST answer. */
export function toRepository(value: unknown): RepositoryFacts {
  const parsed = repository.parse(value);
  return {
    id: parsed.id,
    nodeId: parsed.node_id,
    owner: parsed.full_name.slice(0, parsed.full_name.indexOf('/')),
    name: parsed.name,
    private: parsed.private,
    archived: parsed.archived,
    hasIssues: parsed.has_issues,
  };
}

/** Every installation of the App. */
export async function listInstallations(github: GitHub): Promise<InstallationFacts[]> {
  const client = await github.asApp();
  const found = await client.paginate('GET /app/installations', { per_page: 100 });
  return found.map(toInstallation);
}

/** One installation; null where the App is not installed there any more. */
export async function readInstallation(github: GitHub, id: number): Promise<InstallationFacts | null> {
  const client = await github.asApp();
  try {
    return toInstallation((await client.request('GET /app/installations/{installation_id}', { installation_id: id })).data);
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Every repository an installation covers. */
export async function listRepositories(github: GitHub, installationId: number): Promise<RepositoryFacts[]> {
  const client = await github.asInstallation(installationId);
  const found = await client.paginate('GET /installation/repositories', { per_page: 100 });
  return (found as unknown[]).map(toRepository);
}
