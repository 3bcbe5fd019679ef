import type { z } from 'zod';
import { GitHubProblem, invalid } from '../state/problem.ts';

/** Reads a JSON body with a schema; GitHub's 422 for a wrong type, its 400 for no object at all. */
export function input<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  if (body !== undefined && (typeof body !== 'object' || body === null)) throw new GitHubProblem(400, 'Body should be a JSON object');
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  if (path.length === 0) throw new GitHubProblem(422, `Invalid request.\n\n${issue?.message ?? ''}`);
  if (issue?.code === 'invalid_type' && issue.input === undefined && issue.message.includes('received undefined')) {
    throw new GitHubProblem(422, `Invalid request.\n\n"${path.join('.')}" wasn't supplied.`);
  }
  throw invalid({ resource: 'Request', field: path.join('.'), code: 'invalid', message: issue?.message ?? '' });
}

/** `?since=`: epoch milliseconds, or null. */
export function timeParam(text: string | null): number | null {
  if (text === null) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid({ resource: 'Request', field: 'since', code: 'invalid' });
  return at;
}
