/** What the commands of privacy share: the parts of its tasks, and who is meant. */
import { createInterface } from 'node:readline/promises';
import { findCredentials, openVault } from '../credentials.ts';
import { createBudgetStore } from '../store/budgets.ts';
import { findUserByLogin, type User } from '../store/users.ts';
import { createPeople } from '../sync/access/people.ts';
import type { PrivacyParts } from '../sync/privacy/parts.ts';
import { CommandError, type Workbench } from './command.ts';
import { lookUpPerson } from './person.ts';

/** Without a GitHub App nothing can be revoked there; everything else works. */
export async function privacyParts({ config, db, jobs, log }: Workbench): Promise<PrivacyParts> {
  const vault = await openVault(config);
  const credentials = await findCredentials(config, db, vault);
  const people = typeof credentials === 'string' ? null : createPeople({ db, log, vault, budgets: createBudgetStore(db), credentials, config });
  return { db, jobs, log, vault, people };
}

/** A person as they are stored, else as GitHub knows them: then without an id of ours. @throws CommandError */
export async function personMeant(bench: Workbench, login: string): Promise<Omit<User, 'id' | 'operator'> & { id: number | null }> {
  const stored = await findUserByLogin(bench.db, login);
  if (stored) return stored;
  return { ...(await lookUpPerson(bench, login)), id: null };
}

/** Asks at the terminal; a script says --yes. @throws CommandError where the answer is another */
export async function confirm(expected: string, lines: readonly string[], yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new CommandError('This cannot be undone: confirm it with --yes.');
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(`Type ${expected} to go on: `);
  asking.close();
  if (answer.trim() !== expected) throw new CommandError('Nothing was deleted.');
}
