/** Everything that the REST API may refuse, as problem documents (RFC 9457). docs/api.md lists the same. */
import { z } from 'zod';

export const PROBLEM_TYPE = 'application/problem+json';

/** Name -> status, and the title that never changes. The name is the last part of the problem's `type`. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'unauthorized': { status: 401, title: 'Nobody is known by this token' },
  'forbidden': { status: 403, title: 'This is not allowed' },
  'sign-in-needed': { status: 403, title: 'The person has to sign in once' },
  'not-linked': { status: 403, title: 'A repository cannot be linked' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'in-use': { status: 409, title: 'Something that would go is in use' },
  'confirmation-needed': { status: 409, title: 'This would write to many issues' },
  'under-way': { status: 409, title: 'The same request is being worked on' },
  'stale': { status: 412, title: 'It was changed in the meantime' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  'invalid-settings': { status: 422, title: 'The settings are not valid' },
  'key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal': { status: 500, title: 'Something went wrong here' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

export const problem = z.looseObject({
  type: z.string().describe('Ends in the name of the problem, which never changes.'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('The sentence a person reads.'),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional().describe('What is wrong, place by place.'),
}).meta({ id: 'Problem', description: 'A problem document (RFC 9457).' });

export type ProblemDocument = z.infer<typeof problem>;

/** @param more members beside those of the standard: `errors`, `current`, ... */
export function problemOf(name: ProblemName, detail: string, more: Record<string, unknown> = {}): ProblemDocument {
  return { type: `/api/v1/problems#${name}`, ...PROBLEMS[name], detail, ...more };
}

/** For a list that cannot go on from where it is told to: from its beginning again, a program would never come to its end. */
export const staleCursor = (): Problem => new Problem('invalid-request', 'This cursor is none of this list: take the nextCursor of its last page, or leave it out to begin anew.');

/** A refusal that a route itself decides on. */
export class Problem extends Error {
  override name = 'Problem';
  readonly document: ProblemDocument;

  constructor(name: ProblemName, detail: string, more?: Record<string, unknown>) {
    super(detail);
    this.document = problemOf(name, detail, more);
  }
}
