/** Whose hand a write to GitHub is: the member's who edited, where the lead allows it and GitHub does too; else the App's. */
import { SignInAgain } from './access/user-tokens.ts';
import type { Client } from '../github/clients.ts';
import { GitHubError, type GitHubErrorCode } from '../github/errors.ts';
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
  const userId = link.actAsMembers && editor !== null && engine.asMember ? await workerNamed(engine.db, link.projectId, editor) : undefined;
  if (userId === undefined || !engine.asMember) return asApp(null);
  try {
    const result = await engine.asMember.write(userId, work);
    if (isWhole(result)) return { result, note: null };
  } catch (error) {
    if (error instanceof SignInAgain) return asApp('Written as the App: the member who edited it has to sign in to Lockstep again.');
    if (!(error instanceof GitHubError) || !NOT_THEIRS.has(error.code)) throw error;
  }
  return asApp('Written as the App: GitHub does not let the member who edited it write all of this here.');
}

/** Whose edits these values are: one person's, or nobody's in particular. */
export function editorOf(outgoing: FieldValues, edited: EditTimes): string | null {
  // The description follows a field that lives in one of its sections.
  const fields = (Object.keys(outgoing) as FieldKey[]).filter((field) => field !== 'description' || edited[field] !== undefined);
  const editors = new Set(fields.map((field) => edited[field]?.by ?? null));
  const [only = null] = editors;
  return editors.size === 1 ? only : null;
}
