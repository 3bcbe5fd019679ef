/**
 * What a person is known by, where it stands in texts and JSON, and what stands there once they are
 * erased: GitHub's own account for those who are gone. A trace is whatever `erase` would change.
 */
export interface Identity {
  githubId: number;
  /** Now and before. */
  logins: readonly string[];
  names: readonly string[];
  emails: readonly string[];
  /**
   * Whether a login counts wherever it stands as a word of its own. Without, it counts where it is a
   * value, a mention, or a part of an address: "bug" may be somebody's login, and is a word in most texts.
   */
  words: boolean;
}

/** https://github.com/ghost */
export const GHOST = { login: 'ghost', id: 10137 } as const;

/** Rewrites a text or a JSON value; what has no trace comes back as it was, the very same. */
export type Eraser = {
  /** @param place the column or key it stands in: what is a label or a title is no person, though it may read the same */
  text(text: string, place?: string): string;
  json(value: unknown, place?: string): unknown;
  /** Words to look for before looking closer, in lower case: where none occurs there is no trace. */
  hints: readonly string[];
  /** Whether a login stands somewhere as a mere word, which `text` leaves alone. */
  asWord(text: string): boolean;
};

/** Of GitHub's objects and of our own: they hold GitHub's number of an account. */
const ID_KEYS = new Set(['githubId', 'github_id', 'account_id', 'accountId', 'author_id', 'actor_id', 'sender_id', 'creator_id']);

/** Of an account on GitHub: what says who it is beside login and id. */
const ABOUT = new Set(['name', 'email', 'company', 'location', 'bio', 'blog', 'twitter_username', 'gravatar_id', 'notification_email']);

/** Columns and keys whose whole value is words about things, with everything beneath them. */
const PROSE = new Set([
  'title', 'body', 'description', 'tags', 'labels', 'label', 'status', 'priority', 'category', 'milestone', 'state', 'type', 'name', 'key', 'event', 'kind', 'trigger',
  'outcome', 'field', 'step', 'action', 'queue', 'policy', 'slug',
]);

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const oneOf = (texts: readonly string[]): string => `(?:${texts.map(escape).join('|')})`;
const present = (texts: readonly string[]): string[] => [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];

export function createEraser(identity: Identity): Eraser {
  const logins = present(identity.logins);
  const names = present(identity.names);
  const emails = present(identity.emails);
  const values = new Set([...logins, ...names, ...emails].map((text) => text.toLowerCase()));
  const rules = rulesFor({ ...identity, logins, names, emails });
  const words = logins.length === 0 ? null : new RegExp(String.raw`(?<![\w-])${oneOf(logins)}(?![\w-])`, 'i');
  const within = (given: string): string => rules.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), given);
  const text = (given: string, place = ''): string => (values.has(given.trim().toLowerCase()) && !PROSE.has(place) ? GHOST.login : within(given));
  const json = (given: unknown, place = ''): unknown => {
    if (typeof given === 'string') return text(given, place);
    if (Array.isArray(given)) return sameOr(given, given.map((one) => json(one, place)));
    if (typeof given !== 'object' || given === null) return given;
    if (isAccount(given)) return ghostOf(given as Record<string, unknown>);
    return sameOr(given, place === 'people' ? withoutPerson(given) : withoutTraces(given, place));
  };
  const named = (name: unknown): boolean => typeof name === 'string' && values.has(name.toLowerCase());
  /** Of the API by login, of a commit by user name. */
  const isAccount = (given: object): boolean =>
    ('login' in given && (named(given.login) || ('id' in given && given.id === identity.githubId))) || ('username' in given && named(given.username));
  const ghostOf = (account: Record<string, unknown>): object =>
    Object.fromEntries(Object.entries(account).map(([key, value]) => {
      if (key === 'login') return [key, GHOST.login];
      if (key === 'id' || ID_KEYS.has(key)) return [key, typeof value === 'number' ? GHOST.id : GHOST.login];
      if (key === 'node_id' || key === 'global_node_id') return [key, GHOST.login];
      return [key, ABOUT.has(key) ? null : json(value, key)];
    }));
  const withoutTraces = (given: object, place: string): object =>
    Object.fromEntries(Object.entries(given).map(([key, value]) => [key, ID_KEYS.has(key) && value === identity.githubId ? GHOST.id : json(value, PROSE.has(place) ? place : key)]));
  /** Login to member, in settings: of somebody who is gone nothing is left to map. */
  const withoutPerson = (given: object): object =>
    Object.fromEntries(Object.entries(given).filter(([login, member]) => !values.has(login.toLowerCase()) && !(typeof member === 'string' && values.has(member.toLowerCase()))));
  return {
    text,
    json,
    hints: [...values, String(identity.githubId)],
    asWord: (given) => words !== null && words.test(given) && !values.has(given.trim().toLowerCase()),
  };
}

/** Patterns within longer texts, and what stands there instead. */
function rulesFor({ githubId, logins, names, emails, words }: Identity): [RegExp, string][] {
  const rules: [RegExp, string][] = [[new RegExp(String.raw`(?<=\/u\/)${githubId}(?!\d)`, 'g'), String(GHOST.id)]];
  if (emails.length > 0) rules.push([new RegExp(String.raw`(?<![\w.+-])${oneOf(emails)}(?![\w-])`, 'gi'), `${GHOST.login}@users.noreply.github.com`]);
  // One word alone would be found in texts about anything.
  const full = names.filter((name) => /\s/.test(name));
  if (full.length > 0) rules.push([new RegExp(String.raw`(?<![\p{L}\p{N}])${oneOf(full)}(?![\p{L}\p{N}])`, 'giu'), GHOST.login]);
  if (logins.length === 0) return rules;
  const login = oneOf(logins);
  rules.push(
    [new RegExp(String.raw`(?<![\w.+-])(?:\d+\+)?${login}(?=@)`, 'gi'), GHOST.login],
    [new RegExp(String.raw`(?<![\w-])@${login}(?![\w-])`, 'gi'), `@${GHOST.login}`],
    [new RegExp(String.raw`(?<=\/)${login}(?![\w.-])`, 'gi'), GHOST.login],
    [new RegExp(String.raw`^${login}(?=[/:])`, 'gi'), GHOST.login],
  );
  if (words) rules.push([new RegExp(String.raw`(?<![\w-])${login}(?![\w-])`, 'gi'), GHOST.login]);
  return rules;
}

/** The given value itself where nothing in it changed. */
function sameOr<T extends object>(given: T, made: T): T {
  const [before, after] = [Object.entries(given), Object.entries(made)];
  const same = before.length === after.length && before.every(([key, value], at) => after[at]?.[0] === key && Object.is(after[at][1], value));
  return same ? given : made;
}
