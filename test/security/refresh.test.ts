import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCallBudget, readPerson } from '../../src/github/as-user.ts';
import { GitHubError } from '../../src/github/errors.ts';
import { createBudgetStore } from '../../src/store/budgets.ts';
import { createDb } from '../../src/store/db.ts';
import { readTokens, storeTokens } from '../../src/store/oauth-tokens.ts';
import { upsertUser } from '../../src/store/users.ts';
import { createVault, type Vault } from '../../src/store/vault.ts';
import { createUserTokens, SignInAgain, type UserTokens } from '../../src/sync/access/user-tokens.ts';
import { startGitHub, type GitHubStandIn } from '../github/start.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { until } from '../support/until.ts';
import { openTokenDoor, type TokenDoor } from './token-door.ts';
import { testBudgets } from '../support/budgets.ts';

const vault = createVault([randomBytes(32)]);

let github: GitHubStandIn;
let database: TestDatabase;
let door: TokenDoor;
let walter: number;
let tara: number;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  github = await startGitHub();
  door = await openTokenDoor(github.webUrl);
  walter = await signedIn('walter');
  tara = await signedIn('tara');
});
afterEach(async () => {
  await door.close();
  await github.close();
});

async function signedIn(login: string): Promise<number> {
  const account = github.control.accounts().find((one) => one.login === login);
  const { id } = await upsertUser(database.db, { githubId: account?.id ?? 0, login, name: null });
  const { accessToken, refreshToken } = github.control.issueUserToken({ login });
  await storeTokens(database.db, vault, id, { accessToken, refreshToken, accessSeconds: 28_800, refreshSeconds: 15_897_600 });
  return id;
}

interface Process {
  tokens: UserTokens;
  whoami: (userId: number) => Promise<string>;
  /** How often it has looked at stored tokens. */
  looks: () => number;
}

/** Another process: it shares nothing but the database. */
function start(db = database.db): Process {
  let opened = 0;
  const counting: Vault = {
    ...vault,
    open(record, place) {
      opened += place.column === 'access_sealed' ? 1 : 0;
      return vault.open(record, place);
    },
  };
  const tokens = createUserTokens({
    db, vault: counting, budgets: createBudgetStore(db), log: silent,
    oauth: { credentials: { clientId: github.app.clientId, clientSecret: github.app.clientSecret }, webUrl: door.webUrl, apiUrl: github.apiUrl },
  });
  const budget = createCallBudget('test', testBudgets());
  return { tokens, looks: () => opened, whoami: (userId) => tokens.use(userId, async (accessToken) => (await readPerson({ apiUrl: github.apiUrl, budget, accessToken })).login) };
}

const expire = (userId: number) => database.db('oauth_tokens').where({ user_id: userId }).update({ access_expires_at: database.db.raw("now() + interval '5 seconds'") });
const stateOf = async (userId: number): Promise<string | undefined> => (await database.db<{ user_id: number; state: string }>('oauth_tokens').where({ user_id: userId }).first())?.state;

describe('refreshing a person’s token', () => {
  test('not before it is due', async () => {
    expect(await start().whoami(walter)).toBe('walter');
    expect(door.passed).toBe(0);
  });

  test('100 requests of four processes with an expired token: one refresh, nobody signed out', async () => {
    await expire(walter);
    github.control.advanceClock({ ms: 8 * 3_600_000 });
    const pools = Array.from({ length: 3 }, () => createDb(database.url, 'lockstep-test', 4));
    const processes = [start(), ...pools.map((db) => start(db))];
    const release = door.hold();
    const pending = Promise.all(Array.from({ length: 100 }, async (_, index) => processes[index % 4]?.whoami(walter)));
    // Each has looked again and again while the one refresh was under way.
    await until('all of them wait', () => processes.every((process) => process.looks() >= 1) && processes.filter((process) => process.looks() >= 3).length === 3);
    expect(door.waiting).toBe(1);
    release();
    expect(new Set(await pending)).toEqual(new Set(['walter']));
    expect(door.passed).toBe(1);
    expect(await stateOf(walter)).toBe('live');
    await Promise.all(pools.map((db) => db.destroy()));
  });

  test('and with one that GitHub refuses though its time is not up (401): one refresh', async () => {
    github.control.advanceClock({ ms: 8 * 3_600_000 });
    const [one, other] = [start(), start()];
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : other).whoami(walter)));
    expect(new Set(answers)).toEqual(new Set(['walter']));
    expect(door.passed).toBe(1);
  });

  test('I8: no lock and no transaction is held while GitHub is asked', async () => {
    await expire(walter);
    const release = door.hold();
    const pending = start().whoami(walter);
    await until('the request is under way', () => door.waiting === 1);
    const { rows } = await database.db.raw<{ rows: { count: number }[] }>(
      "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
    );
    expect(Number(rows[0]?.count)).toBe(0);
    await database.db.raw('SELECT 1 FROM oauth_tokens WHERE user_id = ? FOR UPDATE NOWAIT', [walter]);
    release();
    expect(await pending).toBe('walter');
  });

  test('a crash between GitHub’s answer and our commit ends in "sign in again", for that person alone', async () => {
    await Promise.all([expire(walter), expire(tara)]);
    door.loseNextAnswer();
    await expect(start().whoami(walter)).rejects.toThrow(GitHubError);
    await expect(start().whoami(walter)).rejects.toThrow(SignInAgain);
    expect(await stateOf(walter)).toBe('lost');
    expect(await start().whoami(tara)).toBe('tara');
    const audited = await database.db('audit_log').where({ event: 'authorization.lost' }).whereRaw("detail ->> 'user' = ?", [String(walter)]);
    expect(audited).toHaveLength(1);
  });

  test('a process killed with its claim: others wait out the lease, then take over', async () => {
    await expire(walter);
    await database.db('oauth_tokens').where({ user_id: walter }).update({ claimed_by: '00000000-0000-4000-8000-000000000000', claimed_until: database.db.raw("clock_timestamp() + interval '700 milliseconds'") });
    expect(await start().whoami(walter)).toBe('walter');
    expect(door.passed).toBe(1);
  });

  test('a slow refresh that was given up for dead still counts: the newer pair wins over the verdict', async () => {
    await expire(walter);
    const release = door.hold();
    const slow = start().whoami(walter);
    await until('the first is under way', () => door.waiting === 1);
    await database.db('oauth_tokens').where({ user_id: walter }).update({ claimed_until: database.db.raw("clock_timestamp() - interval '1 second'") });
    const second = start().whoami(walter).catch((error: unknown) => error);
    await until('the second is under way', () => door.waiting === 2);
    release();
    const outcomes = [await slow.catch((error: unknown) => error), await second];
    expect(outcomes).toContain('walter');
    expect(await stateOf(walter)).toBe('live');
    expect(await start().whoami(walter)).toBe('walter');
  });

  test('a sign-in meanwhile is not undone by the refresh of the pair before', async () => {
    await expire(walter);
    const release = door.hold();
    const slow = start().whoami(walter);
    await until('the refresh is under way', () => door.waiting === 1);
    await signedIn('walter');
    const newest = await readTokens(database.db, vault, walter);
    release();
    expect(await slow).toBe('walter');
    expect(await readTokens(database.db, vault, walter)).toEqual(newest);
  });

  test('withdrawn on GitHub: sign in again, and no refresh is tried twice', async () => {
    github.control.revokeAuthorization({ login: 'walter' });
    await expect(start().whoami(walter)).rejects.toThrow(SignInAgain);
    const tries = door.passed;
    await expect(start().whoami(walter)).rejects.toThrow(SignInAgain);
    expect(door.passed).toBe(tries);
  });

  test('a lost encryption key: sign in again, nothing is deleted, the right key reads it still', async () => {
    const other = createVault([randomBytes(32)]);
    expect(await readTokens(database.db, other, walter)).toBeNull();
    expect(await readTokens(database.db, vault, walter)).toMatchObject({ fresh: true });
  });
});
