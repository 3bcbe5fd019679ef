/** Finds a person by login. */
import { z } from 'zod';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';

const account = z.object({ id: z.int(), login: z.string(), name: z.string().nullish(), email: z.string().nullish(), type: z.string() });

/** @returns null where GitHub has no such person; organizations and bots are none */
export async function findPerson(client: Client, login: string): Promise<{ githubId: number; login: string; name: string | null } | null> {
  const found = await find(client, login);
  return found && { githubId: found.id, login: found.login, name: found.name ?? null };
}

/** What a person shows of themselves to everybody; the e-mail address only where they made it public. */
export async function findProfile(client: Client, login: string): Promise<{ login: string; name: string | null; email: string | null } | null> {
  const found = await find(client, login);
  return found && { login: found.login, name: found.name ?? null, email: found.email ?? null };
}

async function find(client: Client, login: string): Promise<z.output<typeof account> | null> {
  try {
    const { data } = await client.request('GET /users/{username}', { username: login });
    const found = account.parse(data);
    return found.type === 'User' ? found : null;
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'not_found') return null;
    throw error;
  }
}
