/**
 * Erases a person: revokes what they gave the App on GitHub, forgets their account, and puts GitHub's
 * account for those who are gone in their place wherever else they stand, stored deliveries and the
 * queue included (I15). At the end it looks for what is left, and then forgets whom it was about.
 */
import { z } from 'zod';
import { createEraser, GHOST, type Identity } from '../../core/privacy/identity.ts';
import { GitHubError } from '../../github/errors.ts';
import { createCallBudget, readEmails, readPerson } from '../../github/as-user.ts';
import { revokeGrant } from '../../github/oauth.ts';
import { writeAudit, type AuditActor } from '../../store/audit.ts';
import type { Queryable } from '../../store/db.ts';
import { rows, run } from '../../store/db.ts';
import { createTask } from '../../store/privacy-tasks.ts';
import type { User } from '../../store/users.ts';
import { SignInAgain } from '../access/user-tokens.ts';
import { emptyAuditOf } from './delete-project.ts';
import { planTask, type Batch, type PrivacyParts, type Step, type StepContext } from './parts.ts';
import { blocksOfAll, rewriteSome, startOfWalk } from './rewrite-tables.ts';
import { findTraces } from './find-traces.ts';

export const identityShape = z.object({ githubId: z.number(), logins: z.array(z.string()), names: z.array(z.string()), emails: z.array(z.string()), words: z.boolean() });

/** What else the person is known by, as far as somebody says so. */
export type AlsoKnownAs = { names?: readonly string[]; emails?: readonly string[]; logins?: readonly string[]; words?: boolean };

/** @returns why somebody cannot be erased yet, as sentences; empty where they can */
export async function whyNotErase(db: Queryable, { id, githubId }: Pick<User, 'githubId'> & { id: number | null }): Promise<string[]> {
  const alone = await rows<{ name: string }>(
    db,
    `SELECT p.name FROM members m JOIN projects p ON p.id = m.project_id WHERE m.user_id = ? AND m.role = 'lead'
        AND NOT EXISTS (SELECT 1 FROM members o WHERE o.project_id = m.project_id AND o.role = 'lead' AND o.user_id <> m.user_id) ORDER BY p.name`,
    [id],
  );
  const installed = await rows(db, "SELECT 1 FROM installations WHERE account_id = ? AND state <> 'deleted' LIMIT 1", [githubId]);
  return [
    ...alone.map(({ name }) => `They are the only lead of ${name}: make somebody else a lead, or delete the project.`),
    ...(installed.length > 0 ? ['The App is installed on their own GitHub account, whose repositories bear their login: uninstall it there first.'] : []),
  ];
}

/** Everything that is known of a person's names; GitHub is asked with their own token where there is one. */
export async function identityOf({ db, people }: Pick<PrivacyParts, 'db' | 'people'>, user: Pick<User, 'githubId' | 'login' | 'name'> & { id: number | null }, also: AlsoKnownAs = {}): Promise<Identity> {
  const live = people === null || user.id === null ? { logins: [], names: [], emails: [] } : await askGitHub(people, user.id);
  const stored = user.id === null ? undefined : (await rows<{ login: string; name: string | null }>(db, 'SELECT login, name FROM users WHERE id = ?', [user.id]))[0];
  const all = (...lists: (readonly (string | null | undefined)[] | undefined)[]): string[] =>
    [...new Set(lists.flatMap((list) => list ?? []).filter((text): text is string => typeof text === 'string' && text.trim() !== ''))];
  return {
    githubId: user.githubId,
    logins: all([user.login, stored?.login], live.logins, also.logins),
    names: all([user.name, stored?.name], live.names, also.names),
    emails: all(live.emails, also.emails),
    words: also.words ?? false,
  };
}

/** What GitHub does not tell is left out: it must not keep anybody from being erased. */
async function askGitHub(people: NonNullable<PrivacyParts['people']>, userId: number): Promise<Record<'logins' | 'names' | 'emails', (string | null)[]>> {
  const call = (accessToken: string) => ({ apiUrl: people.oauth.apiUrl, budget: createCallBudget(`user:${userId}`, people.budgets), accessToken });
  try {
    const person = await people.tokens.use(userId, (token) => readPerson(call(token)));
    const emails = await people.tokens.use(userId, (token) => readEmails(call(token)));
    return { logins: [person.login], names: [person.name], emails: emails.map(({ email }) => email) };
  } catch (error) {
    if (error instanceof SignInAgain || error instanceof GitHubError) return { logins: [], names: [], emails: [] };
    throw error;
  }
}

/**
 * Ends everything the person can do here at once, and plans the rest.
 * @param userId null where they never signed in and only stand in what others did
 */
export async function beginErase(parts: Pick<PrivacyParts, 'db' | 'jobs' | 'vault'>, actor: AuditActor, userId: number | null, identity: Identity): Promise<number> {
  return parts.db.transaction(async (trx) => {
    const total = (await blocksOfAll(trx)) * 2;
    const taskId = await createTask(trx, parts.vault, { kind: 'erase-person', ...(userId !== null && { userId }), total, subject: { ...identity, logins: [...identity.logins], names: [...identity.names], emails: [...identity.emails] } });
    if (userId !== null) for (const table of ['sessions', 'members', 'api_tokens']) await run(trx, `DELETE FROM ${table} WHERE user_id = ?`, [userId]);
    await planTask(parts, taskId, trx);
    await writeAudit(trx, { actor, event: 'account.deleted', detail: { task: taskId } });
    return taskId;
  });
}

/** Withdraws everything they gave the App on GitHub. @throws GitHubError where GitHub is to be asked again */
async function revoke({ people, log }: PrivacyParts, { userId }: StepContext['task']): Promise<string> {
  if (people === null || userId === null) return 'nothing to revoke';
  try {
    const budget = createCallBudget(`user:${userId}`, people.budgets);
    return (await people.tokens.use(userId, (token) => revokeGrant(people.oauth, budget, token))) ? 'revoked' : 'revoked before';
  } catch (error) {
    if (error instanceof SignInAgain) return 'no token to revoke with';
    if (error instanceof GitHubError && error.retryable) throw error;
    log.warn({ err: error }, 'GitHub did not revoke a grant');
    return 'not revoked';
  }
}

/** Of the person's own, everything hangs on this row. */
async function forgetAccount(trx: Queryable, { task: { userId }, outcome }: StepContext): Promise<Batch> {
  const gone = userId === null ? [] : await rows(trx, 'DELETE FROM users WHERE id = ? RETURNING 1', [userId]);
  return { cursor: null, removed: { accounts: gone.length, 'grants revoked at GitHub': outcome === 'revoked' ? 1 : 0 } };
}

async function rewrite(trx: Queryable, { task, subject, parts: { log } }: StepContext): Promise<Batch> {
  const identity = identityShape.parse(subject);
  return rewriteSome(trx, log, createEraser(identity), identity.githubId, GHOST.id, task.cursor === '' ? startOfWalk : task.cursor);
}

async function emptyAudit(trx: Queryable, { subject }: StepContext): Promise<Batch> {
  const identity = identityShape.parse(subject);
  const eraser = createEraser(identity);
  const ids: number[] = [];
  for (const { id, detail } of await rows<{ id: number; detail: unknown }>(trx, 'SELECT id, detail FROM audit_log WHERE lower(detail::text) LIKE ANY(?)', [eraser.hints.map((hint) => `%${hint}%`)])) {
    if (eraser.json(detail) !== detail) ids.push(id);
  }
  return { cursor: null, removed: { 'audit details': await emptyAuditOf(trx, 'id = ANY(?)', [ids]) } };
}

/** The proof, while it is still known what to look for. It takes a while, and holds nothing meanwhile. */
async function look({ db, log }: PrivacyParts, _task: StepContext['task'], subject: unknown): Promise<number> {
  const { traces } = await findTraces(db, identityShape.parse(subject));
  if (traces.length > 0) log.error({ tables: traces }, 'an erasure left traces');
  return traces.reduce((sum, { rows: count }) => sum + count, 0);
}

async function report(trx: Queryable, { task: { id, removed, userId }, outcome }: StepContext): Promise<Batch> {
  const left = Number(outcome);
  await writeAudit(trx, { actor: { kind: 'system' }, event: 'erased', detail: { task: id, kind: 'person', user: userId, removed, left } });
  return { cursor: null, removed: { 'traces left': left } };
}

export const erasePersonSteps: readonly Step[] = [
  { name: 'account', outside: revoke, run: forgetAccount },
  { name: 'tables', run: rewrite },
  { name: 'audit', run: emptyAudit },
  { name: 'proof', outside: look, run: report },
];
