/** `GET /api/auth/github/callback`: GitHub sends the person back, with a code or with a refusal. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createCallBudget, readPerson } from '../../github/as-user.ts';
import { BudgetWait, GitHubError } from '../../github/errors.ts';
import { exchangeCode, OAuthRefusal, type UserTokens } from '../../github/oauth.ts';
import { writeAudit } from '../../store/audit.ts';
import { storeTokens } from '../../store/oauth-tokens.ts';
import { createSession, endSessionById } from '../../store/sessions.ts';
import { takeSignIn } from '../../store/sign-ins.ts';
import { markSignedIn, upsertUser, type GitHubPerson } from '../../store/users.ts';
import { sendNotice, type Notice } from './notice.ts';
import { authorizePath, callbackUrl, type AuthParts } from './parts.ts';
import { hashOf, newSecret, openPath, sameSecret, verifierOf } from './secrets.ts';

/** The cookie outlives no session: the absolute timeout of store/sessions.ts. */
const SESSION_SECONDS = 30 * 24 * 3600;

const secret = z.string().regex(/^[\w-]{43}$/);
const query = z.object({
  state: secret.optional().catch(undefined),
  code: z.string().min(1).max(200).optional().catch(undefined),
  error: z.string().max(100).optional().catch(undefined),
});

export function registerCallback(fastify: FastifyInstance, parts: AuthParts): void {
  fastify.get('/api/auth/github/callback', async (request, reply) => {
    const { state, code, error } = query.parse(request.query);
    const browser = parts.cookies.read(request, 'sign_in');
    const signIn = state === undefined ? undefined : await takeSignIn(parts.db, hashOf(state));
    const returnTo = state === undefined || signIn === undefined ? null : openPath(state, signIn.returnTo);
    if (state === undefined || signIn === undefined || returnTo === null) return refuse(parts, reply, 400, 'unknown_state', STALE);
    // Somebody else's sign-in must not end in this browser (login CSRF).
    if (browser === undefined || !sameSecret(hashOf(browser), signIn.browserHash)) return refuse(parts, reply, 400, 'other_browser', STALE);
    if (code === undefined) return refuse(parts, reply, 403, error === 'access_denied' ? 'declined' : 'github_error', error === 'access_denied' ? DECLINED : FAILED, returnTo);
    try {
      const { tokens, person } = await askGitHub(parts, code, verifierOf(browser, state));
      await begin(parts, request, reply, { tokens, person });
    } catch (failure) {
      if (failure instanceof OAuthRefusal) return refuse(parts, reply, 400, 'code_refused', FAILED, returnTo);
      if (!(failure instanceof GitHubError)) throw failure;
      request.log.warn({ err: failure }, 'sign-in could not be finished');
      return refuse(parts, reply, 503, 'github_unavailable', failure instanceof BudgetWait ? BUSY : AWAY, returnTo);
    }
    return reply.header('cache-control', 'no-store').redirect(returnTo, 303);
  });
}

async function askGitHub(parts: AuthParts, code: string, verifier: string): Promise<{ tokens: UserTokens; person: GitHubPerson }> {
  const budget = createCallBudget('oauth', parts.budgets);
  const tokens = await exchangeCode(parts.oauth, budget, { code, verifier, redirectUri: callbackUrl(parts) });
  const person = await readPerson({ apiUrl: parts.oauth.apiUrl, budget, accessToken: tokens.accessToken });
  return { tokens, person };
}

/** A session of its own for each sign-in: an id that was known before it is worth nothing after it. */
async function begin({ db, vault, cookies }: AuthParts, request: FastifyRequest, reply: FastifyReply, { tokens, person }: { tokens: UserTokens; person: GitHubPerson }): Promise<void> {
  const id = newSecret();
  const earlier = cookies.read(request, 'session');
  await db.transaction(async (trx) => {
    const user = await upsertUser(trx, person);
    await storeTokens(trx, vault, user.id, tokens);
    if (earlier !== undefined) await endSessionById(trx, hashOf(earlier));
    await createSession(trx, hashOf(id), user.id, (request.headers['user-agent'] ?? 'unknown').slice(0, 200));
    await markSignedIn(trx, user.id);
    await writeAudit(trx, { actor: { kind: 'person', id: user.id }, event: 'sign-in' });
  });
  cookies.clear(reply, 'sign_in');
  cookies.set(reply, 'session', id, SESSION_SECONDS);
}

const STALE: Notice = {
  title: 'This sign-in is no longer valid',
  text: ['It was used already, took longer than ten minutes, or began in another browser. Nothing has changed; please start again.'],
};
const DECLINED: Notice = {
  title: 'You did not sign in',
  text: ['You told GitHub not to let Lockstep know who you are, so nothing was read. If that was a mistake, try again and choose Authorize.'],
};
const FAILED: Notice = { title: 'GitHub did not confirm this sign-in', text: ['Please try again. If it happens again, tell whoever runs this Lockstep: the App’s client secret or callback address may be wrong.'] };
const AWAY: Notice = { title: 'GitHub cannot be reached', text: ['GitHub did not answer just now. Please try again in a minute.'] };
const BUSY: Notice = { title: 'GitHub asks us to wait', text: ['GitHub limits how often we may ask it, and that limit is reached. Please try again in a few minutes.'] };

async function refuse({ db }: AuthParts, reply: FastifyReply, status: number, reason: string, notice: Notice, returnTo = '/'): Promise<FastifyReply> {
  await writeAudit(db, { actor: { kind: 'nobody' }, event: 'sign-in', outcome: 'denied', detail: { reason } });
  return sendNotice(reply, status, { ...notice, action: { label: 'Sign in with GitHub', href: authorizePath(returnTo) } });
}
