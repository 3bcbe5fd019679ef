/** People who signed in or were made members, keyed on GitHub's numeric id; logins change hands. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

export interface User {
  id: number;
  githubId: number;
  login: string;
  name: string | null;
  /** Runs this instance: may do what concerns no single project. */
  operator: boolean;
}

export interface GitHubPerson {
  githubId: number;
  login: string;
  name: string | null;
}

const USER = 'id, github_id AS "githubId", login, name, operator';

/** Adds a person, or takes over the login and name GitHub gives now. */
export async function upsertUser(db: Queryable, { githubId, login, name }: GitHubPerson): Promise<User> {
  const user = await row<User>(
    db,
    `INSERT INTO users (github_id, login, name) VALUES (?, ?, ?)
     ON CONFLICT (github_id) DO UPDATE SET login = excluded.login, name = coalesce(excluded.name, users.name) RETURNING ${USER}`,
    [githubId, login, name],
  );
  return user as User;
}

export async function findUser(db: Queryable, id: number): Promise<User | undefined> {
  return row(db, `SELECT ${USER} FROM users WHERE id = ?`, [id]);
}

export async function findUserByGithubId(db: Queryable, githubId: number): Promise<User | undefined> {
  return row(db, `SELECT ${USER} FROM users WHERE github_id = ?`, [githubId]);
}

/** By the login that was current when the person was last heard of. */
export async function findUserByLogin(db: Queryable, login: string): Promise<User | undefined> {
  return row(db, `SELECT ${USER} FROM users WHERE lower(login) = lower(?) ORDER BY id DESC LIMIT 1`, [login]);
}

export async function setOperator(db: Queryable, id: number, operator: boolean): Promise<void> {
  await run(db, 'UPDATE users SET operator = ? WHERE id = ?', [operator, id]);
}

export async function markSignedIn(db: Queryable, id: number): Promise<void> {
  await run(db, 'UPDATE users SET signed_in_at = now() WHERE id = ?', [id]);
}

export async function loginOf(db: Queryable, id: number): Promise<string | null> {
  return (await findUser(db, id))?.login ?? null;
}
