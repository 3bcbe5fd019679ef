/** `lockstep verify --erased`: searches everything for somebody who is said to be gone. */
import { writeAudit } from '../store/audit.ts';
import { findTraces, type Search } from '../sync/privacy/find-traces.ts';
import { identityOf } from '../sync/privacy/erase-person.ts';
import { print, CommandError, type Workbench } from './command.ts';
import { lookUpPerson } from './person.ts';
import { statusLine } from './progress.ts';

/**
 * @param who GitHub's number of the account, or its login, which is then looked up there
 * @param also what else they are or were known by: nothing of it is kept here once they are erased
 */
export async function verifyErased(bench: Workbench, who: string, also: readonly string[], json: boolean | undefined): Promise<void> {
  if (!/^(?:\d{1,15}|[A-Za-z0-9-]{1,39})$/.test(who)) throw new CommandError(`"${who}" is neither a GitHub id nor a login.`);
  const person = /^\d+$/.test(who) ? { githubId: Number(who), login: '', name: null } : await lookUpPerson(bench, who);
  const identity = await identityOf({ db: bench.db, people: null }, { ...person, id: null }, {
    names: also.filter((text) => !text.includes('@')), logins: also.filter((text) => /^[A-Za-z0-9-]{1,39}$/.test(text)), emails: also.filter((text) => text.includes('@')),
  });
  // Whom the search was for stands nowhere: they may be gone.
  await writeAudit(bench.db, { actor: { kind: 'operator' }, event: 'operator.command', detail: { command: 'verify --erased' } });
  const line = statusLine(json);
  const search = await findTraces(bench.db, identity, (blocks) => line.say(`${blocks} blocks searched`));
  line.end();
  print({ githubId: identity.githubId, searchedFor: [...identity.logins, ...identity.names, ...identity.emails], ...search }, json, report(search, identity.logins.length));
  if (search.traces.length > 0) process.exitCode = 1;
}

function report({ traces, words, tables }: Search, logins: number): string[] {
  return [
    ...traces.map(({ table, column, rows }) => `${table}.${column}: ${rows} rows`),
    ...words.map(({ table, rows }) => `${table}: in ${rows} rows the login stands as a mere word, which may mean something else; \`lockstep delete --words\` replaces it too`),
    ...(logins === 0 ? ['Only the number was searched for: name the login, names and addresses with --also.'] : []),
    `${tables} tables of every schema were searched, compressed bodies included: ${traces.length === 0 ? 'nothing of the person is left.' : 'the person still stands there.'}`,
  ];
}
