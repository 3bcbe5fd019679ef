import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import type { App } from '../model.ts';
import { GitHubProblem } from '../state/problem.ts';

const headerSchema = z.object({ alg: z.literal('RS256') });
const claimsSchema = z.object({ iat: z.number().optional(), exp: z.number().optional(), iss: z.union([z.string(), z.number()]).optional() });

const MAX_LIFE_SECONDS = 600;

function decode(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/**
 * Checks an App's JWT as GitHub does: RS256 by the App's key, `iat` not ahead, `exp` in the next
 * ten minutes, `iss` the App's id or client id.
 *
 * @param now epoch milliseconds.
 * @throws GitHubProblem 401 (404 for an unknown App) in GitHub's words.
 */
export function verifyAppJwt(app: App, token: string, now: number): void {
  const [head, body, signature] = token.split('.');
  const claims = claimsSchema.safeParse(decode(body));
  if (!headerSchema.safeParse(decode(head)).success || !claims.success || signature === undefined) {
    throw new GitHubProblem(401, 'A JSON web token could not be decoded');
  }
  const { iat, exp, iss } = claims.data;
  if (String(iss) !== String(app.id) && iss !== app.clientId) throw new GitHubProblem(404, 'Integration not found');
  const signed = verify('RSA-SHA256', Buffer.from(`${head}.${body}`), createPublicKey(app.privateKey), Buffer.from(signature, 'base64url'));
  if (!signed) throw new GitHubProblem(401, 'A JSON web token could not be decoded');
  const seconds = Math.floor(now / 1000);
  if (iat === undefined || iat > seconds) {
    throw new GitHubProblem(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  }
  if (exp === undefined || exp <= seconds) {
    throw new GitHubProblem(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires");
  }
  if (exp > seconds + MAX_LIFE_SECONDS) throw new GitHubProblem(401, "'Expiration time' claim ('exp') is too far in the future");
}
