import { distinct, fold, without } from '../merge/set.ts';
import { asNames, holds, plain } from './field.ts';
import type { Field } from './field.ts';
import type { IntegrationSettings } from '../settings.ts';

/**
 * People, as member keys where `people` knows the login, else as logins. A member without a login
 * cannot be assigned on GitHub and a login without a member stays as it is: neither is dropped.
 */
export const assignees: Field = {
  ...plain,
  key: 'assignees',
  kind: 'set',
  name: 'Assignees',
  empty: [],
  read: (issue, settings) => distinct(issue.assignees.map(({ login }) => personOf(login, settings))),
  project: (value, settings) => holds(distinct(asNames(value)).filter((person) => isAssignable(person, settings))),
  lift: (previous, projected, settings) =>
    distinct([...asNames(projected), ...asNames(previous).filter((person) => !isAssignable(person, settings))]),
  write: (patch, value, issue, settings) => {
    const wanted = asNames(value);
    const current = distinct(issue.assignees.map(({ login }) => personOf(login, settings)));
    const leaving = new Set(without(current, wanted).map(fold));
    patch.addAssignees.push(...without(wanted, current).map((person) => loginOf(person, settings)));
    patch.removeAssignees.push(
      ...issue.assignees.map(({ login }) => login).filter((login) => leaving.has(fold(personOf(login, settings)))),
    );
  },
  show: (value) => asNames(value).join(', ') || 'nobody',
};

/** The member a GitHub login belongs to, else the login itself. */
export function personOf(login: string, settings: IntegrationSettings): string {
  return settings.people[login] ?? entryOf(login, settings)?.[1] ?? login;
}

/** The login of a member; a person who is no member with a login is taken for a login. */
export function loginOf(person: string, settings: IntegrationSettings): string {
  return Object.entries(settings.people).find(([, member]) => fold(member) === fold(person))?.[0] ?? person;
}

export function isAssignable(person: string, settings: IntegrationSettings): boolean {
  const folded = fold(person);
  if (Object.values(settings.people).some((member) => fold(member) === folded)) return true;
  return !settings.members.some((member) => fold(member) === folded);
}

function entryOf(login: string, settings: IntegrationSettings) {
  return Object.entries(settings.people).find(([known]) => fold(known) === fold(login));
}
