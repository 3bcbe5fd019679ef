/**
 * A service with people in every role: on GitHub organization `acme`, here project A (`own`) with
 * the public `acme/widgets` and the private `acme/secret`, and project B (`foreign`).
 *
 * olivia (owner on GitHub) leads A, walter is a member (push on widgets, nothing on secret), rita only
 * looks, otto leads B, tara is in no project.
 */
import { setMember } from '../../src/store/members.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { createProject } from '../../src/store/projects.ts';
import { upsertUser } from '../../src/store/users.ts';
import { startStack, type Stack, type StackOptions } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { visit, type Visitor } from '../support/visitor.ts';

export const LOGINS = ['olivia', 'walter', 'rita', 'otto', 'tara'] as const;
export type Login = (typeof LOGINS)[number];

export interface World {
  stack: Stack;
  own: number;
  foreign: number;
  /** Lockstep's ids of people. */
  ids: Record<Login, number>;
  people: Record<Login, Visitor>;
  repositories: { widgets: number; secret: number };
  /** An action of each repository in project A. */
  actions: { widgets: number; secret: number };
  signIn(login: Login): Promise<Visitor>;
}

export const HIGH_LIMITS = { signIn: 100_000, apiAddress: 100_000, apiPerson: 100_000 };

export async function startWorld(options: StackOptions = {}): Promise<World> {
  const stack = await startStack({ ...options, service: { limits: HIGH_LIMITS, ...options.service } });
  return furnish(stack).catch(async (error: unknown) => {
    // No test has it yet that would: it would go on working, and keep jest's worker.
    await stack.stop();
    throw error;
  });
}

async function furnish(stack: Stack): Promise<World> {
  const { control } = stack.github;
  control.createRepository({ by: 'olivia', owner: 'acme', name: 'secret', private: true });
  control.createIssue({ by: 'olivia', repository: 'acme/secret', title: 'Nobody must know', body: 'hush', labels: ['hush-label'] });
  const { db } = stack.database;
  await stack.app.jobs.send('discover', {});
  await until('the private repository is known', () => db('repositories').where({ name: 'secret' }).first());
  const own = await stack.project(['acme/widgets', 'acme/secret']);
  const foreign = (await createProject(db, 'Foreign', defaultSettings().statuses)).id;
  const accounts = new Map(control.accounts().map((account) => [account.login, account]));
  const entries = await Promise.all(LOGINS.map(async (login) => {
    const { id: githubId, name } = accounts.get(login) ?? { id: 0, name: null };
    return [login, (await upsertUser(db, { githubId, login, name })).id] as const;
  }));
  const ids = Object.fromEntries(entries) as World['ids'];
  await setMember(db, own, ids.olivia, 'lead');
  await setMember(db, own, ids.walter, 'member');
  await setMember(db, own, ids.rita, 'viewer');
  await setMember(db, foreign, ids.otto, 'lead');
  const signIn = async (login: Login): Promise<Visitor> => {
    const visitor = visit(stack);
    const answer = await visitor.signIn(login);
    if (answer.status !== 303) throw new Error(`${login} could not sign in: ${answer.status}`);
    return visitor;
  };
  const people = Object.fromEntries(await Promise.all(LOGINS.map(async (login) => [login, await signIn(login)] as const))) as World['people'];
  const repositoryId = async (name: string): Promise<number> => (await db<{ id: number; name: string }>('repositories').where({ name }).first())?.id ?? 0;
  const repositories = { widgets: await repositoryId('widgets'), secret: await repositoryId('secret') };
  const actionOf = async (repository: number): Promise<number> =>
    (await db<{ action_id: number; repository_id: number; issue_number: number }>('github_issue_mappings').where({ repository_id: repository, issue_number: 1 }).first())?.action_id ?? 0;
  return { stack, own, foreign, ids, people, repositories, actions: { widgets: await actionOf(repositories.widgets), secret: await actionOf(repositories.secret) }, signIn };
}

/** Every row of every table, but what a refusal may write (the audit log) and what jobs write by themselves (the skew of the clocks, alerts, GitHub's allowances, verifications, looks for what is missed). Signs of life of sessions and tokens do not count. */
export async function everything({ stack: { database: { db } } }: World): Promise<string> {
  const { rows } = await db.raw<{ rows: { name: string }[] }>(
    "SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT IN ('audit_log', 'clock_skew', 'alerts', 'api_allowances', 'api_spacings', 'verifications', 'delivery_log_looks', 'missed_deliveries', 'github_polls') ORDER BY 1",
  );
  // One statement: a look at fifty tables is one way to the database and back.
  const line = "(to_jsonb(t) - 'seen_at' - 'last_used_at')::text";
  const digests = rows.map(({ name }) => `SELECT '${name}' AS name, md5(coalesce(string_agg(${line}, '|' ORDER BY ${line}), '')) AS digest FROM "${name}" t`);
  const { rows: found } = await db.raw<{ rows: { name: string; digest: string }[] }>(digests.join(' UNION ALL '));
  return found.map(({ name, digest }) => `${name} ${digest}`).toSorted().join('\n');
}
