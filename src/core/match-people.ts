/** Who an unknown GitHub login may be among a project's members: a guess for a person to confirm. */
export interface KnownPerson {
  login: string;
  name: string | null;
  /** Public on GitHub. */
  email: string | null;
}

export interface Guess {
  member: string;
  because: 'e-mail' | 'name' | 'login';
}

/** The strongest reason counts; where two members fit alike, nobody is suggested. */
export function guessMember(unknown: KnownPerson, members: readonly KnownPerson[]): Guess | null {
  const reasons: [Guess['because'], (member: KnownPerson) => boolean][] = [
    ['e-mail', ({ email }) => email !== null && unknown.email !== null && email.toLowerCase() === unknown.email.toLowerCase()],
    ['name', ({ name }) => name !== null && unknown.name !== null && bare(name) !== '' && bare(name) === bare(unknown.name)],
    ['login', ({ login }) => core(login) !== '' && core(login) === core(unknown.login)],
  ];
  for (const [because, fits] of reasons) {
    const [only, ...more] = members.filter(fits);
    if (only !== undefined && more.length === 0) return { member: only.login, because };
  }
  return null;
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');

/** `walter-work`, `walter_dev` and `Walter1` are all walter's, perhaps. */
const core = (login: string): string => bare(login.toLowerCase().replace(/[-_](work|dev|corp|gh|private|home|admin)$/, '').replace(/\d+$/, ''));
