import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface Example {
  name: string;
  examples: Record<string, unknown>[];
}

/** A published example of an event, padded to a size in bytes of JSON with a longer issue body. */
export function exampleOf(event: string, bytes: number): Record<string, unknown> {
  const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
  const found = (JSON.parse(readFileSync(file, 'utf8')) as Example[]).find(({ name }) => name === event)?.examples[0];
  if (!found) throw new Error(`no example of ${event}`);
  const issue = found['issue'] as Record<string, unknown>;
  const missing = bytes - JSON.stringify(found).length;
  return missing > 0 ? { ...found, issue: { ...issue, body: `${String(issue['body'])} ${'words of a report '.repeat(Math.ceil(missing / 18)).slice(0, missing - 1)}` } } : found;
}
