import type { IncomingMessage } from 'node:http';
import { authenticate } from '../auth/authenticate.ts';
import type { Budget } from '../graphql-context.ts';
import { limitHeaders, type Resource } from '../limits.ts';
import type { ApiRequest, Route } from '../rest/api.ts';
import type { Match } from '../rest/router.ts';
import { fullNameOf } from '../state/find.ts';
import { GitHubProblem } from '../state/problem.ts';
import type { Subject } from '../state/rights.ts';
import type { World } from '../world.ts';
import { problemReply, thrownReply } from './problem-reply.ts';
import { etagOf, jsonReply, matchesEtag, NO_BODY, type Reply } from './reply.ts';

/** A request as the server has read it. */
export interface Incoming {
  message: IncomingMessage;
  method: string;
  /** Below the API root. */
  path: string;
  query: URLSearchParams;
  body: Buffer;
  requestId: string;
}

/** Without the header GitHub takes the first; an unknown version is refused. */
const API_VERSIONS = ['2022-11-28', '2026-03-10'];

function versionOf(incoming: Incoming): string {
  return String(incoming.message.headers['x-github-api-version'] ?? API_VERSIONS[0]);
}


function commonHeaders(incoming: Incoming): Record<string, string> {
  return {
    'x-github-request-id': incoming.requestId,
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': versionOf(incoming),
    'cache-control': 'private, max-age=60, s-maxage=60',
    vary: 'Accept, Authorization, Cookie, X-GitHub-OTP',
    server: 'github.com',
  };
}

/** `/repositories/:id/...` is another name of `/repos/:owner/:name/...`. */
export function canonicalPath(world: World, path: string): string {
  const [, root, id, ...rest] = path.split('/');
  if (root !== 'repositories') return path;
  const repository = world.state.repositories.get(Number(id));
  if (repository === undefined) return path;
  return ['', 'repos', fullNameOf(world.state, repository), ...rest].join('/');
}

export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new GitHubProblem(400, 'Problems parsing JSON');
  }
}

export function limitExceeded(subject: Subject, budget: Budget, resource: Resource): Reply {
  const whom = subject.kind === 'installation' ? `installation ID ${subject.installation.id}` : subject.kind === 'user' ? `user ID ${subject.account.id}` : 'your address';
  const reply = problemReply(new GitHubProblem(403, `API rate limit exceeded for ${whom}.`));
  return { ...reply, headers: { ...reply.headers, ...limitHeaders(budget, resource) } };
}

function secondaryExceeded(seconds: number): Reply {
  return problemReply(
    new GitHubProblem(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', null, { 'retry-after': String(seconds) }),
  );
}

async function run(world: World, incoming: Incoming, match: Match, subject: Subject): Promise<Reply> {
  const request: ApiRequest = {
    world,
    method: incoming.method === 'HEAD' ? 'GET' : incoming.method,
    path: incoming.path,
    params: match.params,
    query: incoming.query,
    headers: incoming.message.headers,
    body: parseJson(incoming.body),
    subject,
    requestId: incoming.requestId,
  };
  const answer = await match.route.handle(request);
  return jsonReply(answer.status, answer.body, answer.headers);
}

/** A GET's ETag, and 304 where the client has that version. */
function withEtag(incoming: Incoming, reply: Reply): Reply {
  if (incoming.method !== 'GET' || reply.status !== 200) return reply;
  const etag = etagOf(reply.body);
  if (matchesEtag(incoming.message.headers['if-none-match'], etag)) return { status: 304, headers: { ...reply.headers, etag }, body: NO_BODY };
  return { ...reply, headers: { ...reply.headers, etag } };
}

async function limited(world: World, incoming: Incoming, route: Route, subject: Subject, answer: () => Promise<Reply>): Promise<Reply> {
  const resource = route.resource === undefined ? 'core' : route.resource;
  const writes = route.method !== 'GET';
  try {
    const wait = world.secondary.enter(subject, { writes, creates: route.method === 'POST', graphql: false });
    if (wait !== null) return secondaryExceeded(wait);
    if (resource === null) return await answer();
    const before = world.limits.peek(subject, resource);
    if (before.remaining === 0) return limitExceeded(subject, before, resource);
    const reply = withEtag(incoming, await answer());
    // A 304 is free: that is what conditional requests are for.
    const after = reply.status === 304 ? before : world.limits.charge(subject, resource, 1);
    return { ...reply, headers: { ...reply.headers, ...limitHeaders(after, resource) } };
  } finally {
    world.secondary.leave();
  }
}

/** Answers one REST request. */
export async function answerRest(world: World, incoming: Incoming, match: Match | null): Promise<Reply> {
  let reply: Reply;
  try {
    const subject = authenticate(world.state, incoming.message.headers.authorization);
    const version = versionOf(incoming);
    if (!API_VERSIONS.includes(version)) throw new GitHubProblem(400, `The requested API version ${version} is not supported.`);
    if (match === null) throw new GitHubProblem(404, 'Not Found');
    reply = await limited(world, incoming, match.route, subject, () => run(world, incoming, match, subject).catch(thrownReply));
  } catch (error) {
    reply = thrownReply(error);
  }
  return { ...reply, headers: { ...commonHeaders(incoming), ...reply.headers } };
}
