import type { GithubLink } from '../../../src/http/trpc/shapes.ts';
import type { IconName } from '../icons.ts';
import * as text from '../text.ts';
import { Icon } from './icon.tsx';

export type SyncState = 'local' | 'pending' | 'braked' | 'callingOff' | 'attention' | 'inStep';

/** What matters most of an action's link: trouble first, then work under way. */
export function syncStateOf(github: GithubLink | null, saving: boolean): SyncState {
  if (github === null) return 'local';
  if (github.conflict || github.error !== null) return 'attention';
  // What a person edits is never held.
  if (github.callingOff && !saving) return 'callingOff';
  if (github.braked && !saving) return 'braked';
  return github.pending || saving ? 'pending' : 'inStep';
}

/** The sentence behind the mark. */
export function syncSentence(github: GithubLink | null, state: SyncState): string {
  if (state === 'attention') return github?.error ?? text.mark.sentences.conflict;
  return text.mark.sentences[state];
}

export const ICONS: { [S in SyncState]: IconName } = { local: 'unlink', pending: 'sync', braked: 'history', callingOff: 'history', attention: 'alert', inStep: 'check' };

/** A calm tick while all is well; a word only where there is something to say. */
export function SyncMark({ github, saving }: { github: GithubLink | null; saving: boolean }) {
  const state = syncStateOf(github, saving);
  const word = state === 'local' || state === 'inStep' ? null : text.mark[state];
  return (
    <span class={`mark mark-${state}`} title={syncSentence(github, state)}>
      <Icon name={ICONS[state]} />
      {word === null ? (
        <span class="hidden">{state === 'local' ? text.list.local : text.mark.inStep}</span>
      ) : (
        <span class="mark-word">{word}</span>
      )}
    </span>
  );
}
