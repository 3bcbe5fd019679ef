/**
 * Whose hand creates an issue: the member's who asked for it, where the lead allows it and GitHub does
 * too; else the App's. Who that is on GitHub is known before anything is sent, because an issue whose
 * answer is lost is looked for by its author (I7).
 */
import { readLogin } from '../github/as-user.ts';
import type { CreateOutcome, ReadyDraft } from '../github/create-issue.ts';
import { sendIssue } from '../github/create-issue.ts';
import { GitHubError, toGitHubError } from '../github/errors.ts';
import type { Creating } from './creating.ts';
import { repositoryOf } from './creating.ts';
import { memberFor, whyNotAsMember, type MemberCall } from './write-as.ts';

/** Surely nothing was made, and the App may do it in the member's place. */
export interface NotTheirs {
  outcome: 'not_theirs';
  note: string;
}

export interface Hand {
  /** Login that GitHub will show as the author. */
  author: string;
  /** Why it is the App's and not the member's, as a sentence; null where nobody wanted otherwise. */
  note: string | null;
  send: (ready: ReadyDraft, mayLeave: () => boolean) => Promise<CreateOutcome | NotTheirs>;
}

/**
 * @param askedBy login of who asked for the issue
 * @throws GitHubError that may be retried
 */
export async function handFor(work: Creating, askedBy: string | null): Promise<Hand> {
  const member = await memberFor(work.engine, work.link, askedBy);
  if (!member) return appHand(work, null);
  try {
    return memberHand(work, member, await member(readLogin));
  } catch (error) {
    const note = whyNotAsMember(error);
    if (note === null) throw error;
    return appHand(work, note);
  }
}

/** @param note why not the member's */
export async function appHand(work: Creating, note: string | null): Promise<Hand> {
  return { author: await work.engine.github.botLogin(), note, send: (ready, mayLeave) => sendIssue(work.client, repositoryOf(work.link), ready, mayLeave) };
}

function memberHand({ link }: Creating, member: MemberCall, author: string): Hand {
  return {
    author,
    note: null,
    async send(ready, mayLeave) {
      const sent = await member(async (client) => {
        const outcome = await sendIssue(client, repositoryOf(link), ready, mayLeave);
        // A dead token made nothing: it is renewed, and sent once more.
        if (outcome.outcome === 'not_made' && outcome.error.code === 'unauthorized') throw outcome.error;
        return outcome;
      }).catch(neverSent);
      const note = sent.outcome === 'not_made' ? whyNotAsMember(sent.error) : null;
      return note === null ? (sent as CreateOutcome) : { outcome: 'not_theirs', note };
    },
  };
}

/** What is thrown here came before the sending, or was GitHub's refusal of the token. */
function neverSent(error: unknown): { outcome: 'not_made'; error: unknown } {
  return { outcome: 'not_made', error: error instanceof GitHubError || whyNotAsMember(error) !== null ? error : toGitHubError(error) };
}
