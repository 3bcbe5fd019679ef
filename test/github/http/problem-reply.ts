import { GitHubProblem } from '../state/problem.ts';
import { jsonReply, type Reply } from './reply.ts';

const DOCS = 'https://docs.github.com/rest';

/** GitHub's error body: `message`, `errors[]`, `documentation_url`, `status`. */
export function problemReply(problem: GitHubProblem): Reply {
  const { location } = problem.headers;
  return jsonReply(
    problem.status,
    {
      message: problem.message,
      ...(problem.errors === null ? {} : { errors: problem.errors }),
      ...(location === undefined ? {} : { url: location }),
      documentation_url: DOCS,
      status: String(problem.status),
    },
    { ...problem.headers },
  );
}

/** Turns what a route threw into an answer; anything but a GitHubProblem is a fault of the stand-in itself. */
export function thrownReply(error: unknown): Reply {
  if (error instanceof GitHubProblem) return problemReply(error);
  const message = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
  return jsonReply(500, { message: `stand-in: ${message}`, documentation_url: DOCS, status: '500' });
}
