/** Finds a person by login. */
import { z } from 'zod';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';

const account = z.object({ id: z.int(), login: z.string(), name: z.string().nullish(), type: z.string() });

/** @returns null where GitHub has no such person; organizations and bots are none */
export async function findPerson(client: Client, login: string): Promise<{ githubId: number; login: string; name: string | null } | null> {
  try {
    const { data } = await client.request('GET /users/{username}', { username: login });
    const found = account.parse(data);
    return found.type === 'User' ? { githubId: found.id, login: found.login, name: found.name ?? null } : null;
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'not_found') return null;
    throw error;
  }
}
