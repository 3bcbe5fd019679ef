import type { MendShape, RepositoryHealthShape } from '../../../../src/http/trpc/health-shapes.ts';
import type { IconName } from '../../icons.ts';
import { screenAddress } from '../../router.ts';
import { dashboardText as words } from '../../text/sync.ts';
import { Badge, Progress, type Tone } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Ago } from '../../view/ago.tsx';
import { CallingOff } from '../../view/calling-off.tsx';
import { Icon } from '../../view/icon.tsx';

export const LOOKS: Record<RepositoryHealthShape['state'] | 'empty', { tone: Tone; icon: IconName }> = {
  live: { tone: 'success', icon: 'check' }, syncing: { tone: 'accent', icon: 'sync' }, 'first-sync': { tone: 'accent', icon: 'sync' }, delayed: { tone: 'attention', icon: 'history' },
  limited: { tone: 'attention', icon: 'history' }, paused: { tone: 'neutral', icon: 'dash' }, attention: { tone: 'danger', icon: 'alert' }, empty: { tone: 'neutral', icon: 'dash' },
};

export type OnMend = (mend: MendShape, repositoryId: string) => void;

type Props = { repository: RepositoryHealthShape; projectId: string; isLead: boolean; /** Null for who may only look. */ onMend: OnMend | null };

/** The one thing that mends it, as a button or the way there, or who can. */
function MendButton({ repository, projectId, isLead, onMend }: Props) {
  const { mend, id, url } = repository;
  if (mend === null) return null;
  if (mend === 'conflicts') return <ButtonLink small href={screenAddress(projectId, 'conflicts')}>{words.mends.conflicts}</ButtonLink>;
  if (mend === 'github') return <ButtonLink small external href={url}>{words.mends.github}</ButtonLink>;
  const byLead = words.byLead[mend];
  if (!isLead && byLead !== undefined) return <span class="field-hint">{byLead}</span>;
  if (onMend === null) return null;
  if (mend === 'brake' || mend === 'resume') return <ButtonLink small href={screenAddress(projectId, 'settings')}>{words.mends[mend]}</ButtonLink>;
  return <Button small onClick={() => onMend(mend, id)}>{words.mends[mend]}</Button>;
}

/** How one repository's sync is: a word, why, and what to do. */
export function RepositoryCard(props: Props) {
  const { repository } = props;
  const { state, fullName, sentence, until, url, pulled, total, lastSyncedAt, lagSeconds, actions, conflicts, waiting, parked } = repository;
  const look = LOOKS[state];
  const wait = waiting.pushes + waiting.deliveries + waiting.braked;
  return (
    <li class={`health-card health-${state}`}>
      <header>
        <h4>
          <a href={url} target="_blank" rel="noopener noreferrer">{fullName}</a>
          {repository.private && <span role="img" aria-label={words.private}><Icon name="lock" /></span>}
        </h4>
        <Badge tone={look.tone} icon={look.icon}>{words.states[state]}</Badge>
      </header>
      <p>
        {sentence}
        {until !== null && ` ${words.until(until)}`}
      </p>
      {(state === 'first-sync' || state === 'syncing') && <Progress label={words.pulling(fullName)} value={pulled} max={total} />}
      <CallingOff of={repository.callingOff} />
      <footer>
        <span class="field-hint">
          {words.lastSynced} {lastSyncedAt === null ? words.never : <Ago at={lastSyncedAt} />} · {words.actions(actions)}
          {wait > 0 && ` · ${words.waiting(wait)}`}
          {lagSeconds >= 1 && ` · ${words.lag(lagSeconds)}`}
          {conflicts > 0 && ` · ${words.conflicts(conflicts)}`}
          {parked.deliveries + parked.issues > 0 && ` · ${words.givenUp(parked.deliveries, parked.issues)}`}
        </span>
        <MendButton {...props} />
      </footer>
    </li>
  );
}
