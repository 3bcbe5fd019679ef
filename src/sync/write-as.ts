/** Whose hand a write to GitHub is: the member's who edited, where the lead allows it and GitHub does too; else the App's. */
import { SignInAgain } from './access/user-tokens.ts';
import type { Client } from '../github/clients.ts';
import { BudgetWait, GitHubError, type GitHubErrorCode } from '../github/errors.ts';
import { workerNamed } from '../store/members.ts';
import type { EditTimes } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import type { FieldKey, FieldValues } from '../core/action.ts';
import type { Engine } from './engine.ts';

export interface Written<T> {
  result: T;
  /** Why it was not written as the member, as a sentence; null where it was, or where nobody wanted that. */
  note: string | null;
}

/** What GitHub answers to somebody who may not write there. */
const NOT_THEIRS: ReadonlySet<GitHubErrorCode> = new Set(['forbidden', 'not_found', 'unauthorized']);

/**
 * @param editor login of the one person whose edits these are; null for a rule's or several people's
 * @param isWhole false where GitHub dropped something of it: then the App writes it again
 * @throws GitHubError as `work` itself
 */
export async function writeAs<T>(engine: Engine, link: Link, editor: string | null, work: (client: Client) => Promise<T>, isWhole: (result: T) => boolean): Promise<Written<T>> {
  const asApp = async (note: string | null): Promise<Written<T>> => ({ result: await work(await engine.github.asInstallation(link.installationId)), note });
  const member = await memberFor(engine, link, editor);
  if (!member) return asApp(null);
  try {
    const result = await member(work);
    return isWhole(result) ? { result, note: null } : await asApp(WHY_THE_APP.rights);
  } catch (error) {
    const note = whyNotAsMember(error);
    if (note === null) throw error;
    return asApp(note);
  }
}

/** Calls GitHub as one member; `work` may run twice. */
export type MemberCall = <T>(work: (client: Client) => Promise<T>) => Promise<T>;

/** @returns undefined where the App is to write: the lead wants that, or the login is no member's who signed in here */
export async function memberFor(engine: Engine, link: Link, login: string | null): Promise<MemberCall | undefined> {
  const { asMember } = engine;
  if (!link.actAsMembers || login === null || !asMember) return undefined;
  const userId = await workerNamed(engine.db, link.projectId, login);
  return userId === undefined ? undefined : (work) => asMember.write(userId, work);
}

const WHY_THE_APP = {
  signIn: 'Written as the App: the member whose edit this is has to sign in to Lockstep again.',
  rights: 'Written as the App: GitHub does not let the member whose edit this is write all of this here.',
  limit: 'Written as the App: GitHub asks the member whose edit this is to wait.',
} as const;

/** @returns why the App writes in the member's place, as a sentence; null where that would not help */
export function whyNotAsMember(error: unknown): string | null {
  if (error instanceof SignInAgain) return WHY_THE_APP.signIn;
  if (error instanceof BudgetWait) return WHY_THE_APP.limit;
  return error instanceof GitHubError && NOT_THEIRS.has(error.code) ? WHY_THE_APP.rights : null;
}

/** Whose edits these values are: one person's, or nobody's in particular. */
export function editorOf(outgoing: FieldValues, edited: EditTimes): string | null {
  // The description follows a field that lives in one of its sections.
  const fields = (Object.keys(outgoing) as FieldKey[]).filter((field) => field !== 'description' || edited[field] !== undefined);
  const editors = new Set(fields.map((field) => edited[field]?.by ?? null));
  const [only = null] = editors;
  return editors.size === 1 ? only : null;
}
