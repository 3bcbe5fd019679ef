/** What GitHub says of the App itself: its permissions, its events, and where it delivers them. */
import { z } from 'zod';
import type { GitHub } from './clients.ts';
import { GitHubError } from './errors.ts';

const appShape = z.object({ slug: z.string(), html_url: z.string(), permissions: z.record(z.string(), z.string()).catch({}), events: z.array(z.string()).catch([]) });
const hookShape = z.object({ url: z.string().catch(''), insecure_ssl: z.union([z.string(), z.number()]).optional() });

export interface AppFacts {
  slug: string;
  permissions: Record<string, string>;
  events: string[];
  /** Where its owner changes it. */
  settingsUrl: string;
}

export async function readAppFacts(github: GitHub): Promise<AppFacts> {
  const { data } = await (await github.asApp()).request('GET /app');
  const { slug, html_url: url, permissions, events } = appShape.parse(data);
  return { slug, permissions, events, settingsUrl: url };
}

/** @returns null where GitHub does not tell */
export async function readHook(github: GitHub): Promise<{ url: string; insecure: boolean } | null> {
  try {
    const { data } = await (await github.asApp()).request('GET /app/hook/config');
    const { url, insecure_ssl: insecure } = hookShape.parse(data);
    return { url, insecure: String(insecure ?? '0') === '1' };
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'not_found') return null;
    throw error;
  }
}
