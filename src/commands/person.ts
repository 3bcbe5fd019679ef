/** People at the command line: named by login, known by GitHub's number. */
import { createEngine } from '../app.ts';
import { listInstallations } from '../github/discover.ts';
import { findPerson } from '../github/find-person.ts';
import { listAccessibleInstallations } from '../store/installations.ts';
import { upsertUser, type GitHubPerson, type User } from '../store/users.ts';
import { CommandError, type Workbench } from './command.ts';

/**
 * Asks GitHub who a login is now; logins change hands, so what is stored is not trusted.
 * @throws CommandError where there is no such person, or GitHub cannot be asked
 */
export async function personNamed(bench: Workbench, login: string): Promise<User> {
  return upsertUser(bench.db, await lookUpPerson(bench, login));
}

/** As `personNamed`, and remembers nothing. */
export async function lookUpPerson(bench: Workbench, login: string): Promise<GitHubPerson> {
  if (!/^[A-Za-z0-9-]{1,39}$/.test(login)) throw new CommandError(`"${login}" is no GitHub login.`);
  const { github } = await createEngine(bench);
  const [installation] = [...await listAccessibleInstallations(bench.db), ...(await listInstallations(github)).filter(({ suspended }) => !suspended).map(({ id }) => id)];
  if (installation === undefined) throw new CommandError('GitHub cannot be asked who that is: install the App on an organization or account first.');
  const person = await findPerson(await github.asInstallation(installation), login);
  if (person === null) throw new CommandError(`GitHub knows no person ${login}.`);
  return person;
}
