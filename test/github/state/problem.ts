/** One entry of `errors[]` in GitHub's validation answers. */
export interface FieldProblem {
  resource?: string;
  field?: string;
  code: string;
  value?: unknown;
  message?: string;
}

/** A refusal as GitHub words it; the REST door answers it as is, GraphQL turns it into an error. */
export class GitHubProblem extends Error {
  readonly status: number;
  readonly errors: readonly (FieldProblem | string)[] | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    errors: readonly (FieldProblem | string)[] | null = null,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'GitHubProblem';
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

/** 422 with `errors[]`, as GitHub answers a field it does not accept. */
export function invalid(...errors: FieldProblem[]): GitHubProblem {
  return new GitHubProblem(422, 'Validation Failed', errors);
}

export function notFound(): GitHubProblem {
  return new GitHubProblem(404, 'Not Found');
}

/** What the App itself may not do, whatever the person could. */
export function notAccessible(): GitHubProblem {
  return new GitHubProblem(403, 'Resource not accessible by integration');
}
