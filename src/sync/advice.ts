/** What to do about an issue or an event that is not in step: the sentence after the reason, and the action that mends it. */
import { codeOfSentence, type GitHubErrorCode } from '../github/errors.ts';
import type { Mend } from './health.ts';

export interface Advice {
  advice: string;
  mend: Mend | null;
}

const BY_CODE: Record<GitHubErrorCode, Advice> = {
  budget: { advice: 'It goes on by itself once GitHub allows it.', mend: null },
  unavailable: { advice: 'It is tried again by itself; retry to do so now.', mend: 'retry' },
  not_found: { advice: 'Give the App the repository back on GitHub, then retry.', mend: 'github' },
  gone: { advice: 'The action stays here without its issue.', mend: null },
  moved: { advice: 'Link the repository it went to, and it goes on there.', mend: 'github' },
  discussion: { advice: 'The action stays here without its issue.', mend: null },
  issues_disabled: { advice: "Switch issues on in the repository's settings on GitHub.", mend: 'github' },
  forbidden: { advice: "Accept the App's permissions on GitHub, then retry.", mend: 'github' },
  archived: { advice: 'Unarchive the repository on GitHub; what was edited here is written then.', mend: 'github' },
  locked: { advice: 'Unlock the issue on GitHub, then retry.', mend: 'github' },
  suspended: { advice: "An owner has to end the suspension in the organization's settings on GitHub.", mend: 'github' },
  unauthorized: { advice: 'Whoever runs this service has to mend its credentials.', mend: null },
  invalid: { advice: 'Change the value that GitHub refuses, or retry.', mend: 'retry' },
  too_wide: { advice: 'It is tried again by itself in smaller parts.', mend: null },
};

/** Sentences that are not GitHub's errors, by what they say. The first that fits counts. */
const BY_WORDS: readonly (readonly [says: RegExp, Advice])[] = [
  [/no label|no milestone|no issue type/i, { advice: 'Make it on GitHub under that very name (the issue is then written by itself), or choose another value here.', mend: 'retry' }],
  [/did not take/, { advice: 'Give the App the right on GitHub, or choose a value that GitHub takes, then retry.', mend: 'retry' }],
  [/archived/i, BY_CODE.archived],
  [/permission/i, BY_CODE.forbidden],
  [/GitHub answered 5|did not answer/, BY_CODE.unavailable],
  [/Given up after many tries/, { advice: 'Retry it once the cause is mended; the log of the service knows the errors.', mend: 'retry' }],
];

const OTHERWISE: Advice = { advice: 'Mend what the sentence names, then retry.', mend: 'retry' };

export function adviceOn(sentence: string): Advice {
  const code = codeOfSentence(sentence);
  if (code !== undefined) return BY_CODE[code];
  return BY_WORDS.find(([says]) => says.test(sentence))?.[1] ?? OTHERWISE;
}
