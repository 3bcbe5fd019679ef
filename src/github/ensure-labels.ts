/** Labels an issue is to be given: GitHub would create those it lacks by itself, in gray and without asking. */
import type { LabelLook } from '../core/label-look.ts';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';
import type { RepositoryName } from './read-issues.ts';

/**
 * Creates the labels that the repository lacks, each once.
 * @param look how a label is to look; null: none may be created
 * @param onProblem told in a sentence of each label that is missing
 * @returns the labels that exist now
 */
export async function ensureLabels(
  client: Client,
  repository: RepositoryName,
  names: readonly string[],
  look: ((name: string) => LabelLook) | null,
  onProblem: (sentence: string) => void,
): Promise<string[]> {
  const present: string[] = [];
  for (const name of names) {
    if (await exists(client, repository, name)) present.push(name);
    else if (look === null) onProblem(`The repository has no label "${name}": create it on GitHub, or let Lockstep create the labels it needs.`);
    else {
      await create(client, repository, name, look(name));
      present.push(name);
    }
  }
  return present;
}

async function exists(client: Client, { owner, name: repo }: RepositoryName, name: string): Promise<boolean> {
  try {
    await client.request('GET /repos/{owner}/{repo}/labels/{name}', { owner, repo, name });
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'not_found') return false;
    throw error;
  }
}

async function create(client: Client, repository: RepositoryName, name: string, look: LabelLook): Promise<void> {
  try {
    await client.request('POST /repos/{owner}/{repo}/labels', { owner: repository.owner, repo: repository.name, name, ...look });
  } catch (error) {
    // Somebody, or an earlier try of ours, was faster.
    if (error instanceof GitHubError && error.code === 'invalid' && (await exists(client, repository, name))) return;
    throw error;
  }
}
