import { useSignal } from '@preact/signals';
import type { ProjectRepository } from '../../../src/http/trpc/shapes.ts';
import * as text from '../text.ts';
import { Icon } from './icon.tsx';

const SHOWN = 3;

type State = ProjectRepository['sync']['state'];

/** What needs a person first, what is quiet last. */
const RANK: { [S in State]: number } = { failed: 0, pulling: 1, paused: 2, waiting: 3, live: 4 };

function RepositoryChip({ repository }: { repository: ProjectRepository }) {
  const { fullName, sync } = repository;
  const says = sync.error ?? (sync.again && sync.state === 'pulling' ? text.sync.again : text.sync.states[sync.state]);
  return (
    <li class={`repository repository-${sync.state}`} title={`${fullName}: ${says}`}>
      <span class="dot" />
      {repository.private && (
        <span class="repository-private" role="img" aria-label={text.sync.private} title={text.sync.private}>
          <Icon name="lock" />
        </span>
      )}
      <span class="repository-name">{fullName}</span>
      {sync.state === 'pulling' ? (
        <>
          <progress
            class="bar"
            aria-label={text.sync.progress(fullName, sync.again)}
            {...(sync.total === null ? {} : { value: sync.pulled, max: Math.max(1, sync.total) })}
          />
          <span class="repository-count">{text.sync.pulled(sync.pulled, sync.total)}</span>
        </>
      ) : (
        <span class={sync.state === 'live' ? 'hidden' : 'repository-state'}>{text.sync.states[sync.state]}</span>
      )}
    </li>
  );
}

/** How each linked repository is doing; what is in trouble or at work comes first. */
export function SyncStrip({ repositories }: { repositories: ProjectRepository[] | null }) {
  const all = useSignal(false);
  if (repositories === null) return <div class="repositories skeleton-strip" aria-hidden="true" />;
  const sorted = repositories.toSorted((a, b) => RANK[a.sync.state] - RANK[b.sync.state] || a.fullName.localeCompare(b.fullName));
  const hidden = Math.max(0, sorted.length - SHOWN);
  return (
    <section class="repositories" aria-label={text.sync.region} tabIndex={0}>
      <ul role="list">
        {(all.value ? sorted : sorted.slice(0, SHOWN)).map((repository) => (
          <RepositoryChip key={repository.id} repository={repository} />
        ))}
        {hidden > 0 && (
          <li>
            <button type="button" class="link-button" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
              {all.value ? text.sync.fewer : text.sync.more(hidden)}
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}
