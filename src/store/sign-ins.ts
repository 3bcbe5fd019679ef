/** Sign-ins under way: from the redirect to GitHub until it sends the person back. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

export interface SignIn {
  browserHash: Buffer;
  /** A path of ours; checked before it came here. */
  returnTo: string;
}

/** GitHub's code lives ten minutes; nobody needs longer on the way. */
const LIFETIME = "interval '10 minutes'";

export async function beginSignIn(db: Queryable, stateHash: Buffer, { browserHash, returnTo }: SignIn): Promise<void> {
  await run(db, `INSERT INTO sign_ins (state_hash, browser_hash, return_to, expires_at) VALUES (?, ?, ?, now() + ${LIFETIME})`, [stateHash, browserHash, returnTo]);
}

/** Takes a sign-in by its state: it works once, even where what follows fails. */
export async function takeSignIn(db: Queryable, stateHash: Buffer): Promise<SignIn | undefined> {
  return row(
    db,
    `WITH taken AS (DELETE FROM sign_ins WHERE state_hash = ? RETURNING browser_hash, return_to, expires_at)
     SELECT browser_hash AS "browserHash", return_to AS "returnTo" FROM taken WHERE expires_at > now()`,
    [stateHash],
  );
}
