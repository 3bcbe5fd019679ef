/** Sign-ins under way: from the redirect to GitHub until it sends the person back. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

export interface SignIn {
  browserHash: Buffer;
  /** A path of ours; checked, and sealed, before it came here. */
  returnTo: string;
}

/** GitHub's code lives ten minutes; nobody needs longer on the way. */
const MINUTES = 10;

/** Remembers a sign-in under way, and forgets those that nobody came back from. */
export async function beginSignIn(db: Queryable, stateHash: Buffer, { browserHash, returnTo }: SignIn, minutes: number = MINUTES): Promise<void> {
  await run(db, 'DELETE FROM sign_ins WHERE expires_at < now()');
  await run(
    db,
    "INSERT INTO sign_ins (state_hash, browser_hash, return_to, expires_at) VALUES (?, ?, ?, now() + ? * interval '1 minute')",
    [stateHash, browserHash, returnTo, minutes],
  );
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
