import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { SyncLogDetailShape, SyncLogRowShape } from '../../../../src/http/trpc/sync-log-shapes.ts';
import { usePage } from '../../page.ts';
import { addressOf } from '../../router.ts';
import { dashboardText, logText as words } from '../../text/sync.ts';
import { Badge, type Tone } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Diff } from '../../ui/diff.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useProjectShape } from '../../ui/room.ts';
import type { IconName } from '../../icons.ts';
import { Ago } from '../../view/ago.tsx';
import { Icon } from '../../view/icon.tsx';
import { named } from '../../view/value-text.ts';

const LOOK: Record<SyncLogRowShape['outcome'], { tone: Tone; icon: IconName }> = {
  created: { tone: 'accent', icon: 'plus' }, changed: { tone: 'success', icon: 'check' }, in_step: { tone: 'neutral', icon: 'check' },
  detached: { tone: 'neutral', icon: 'unlink' }, dropped: { tone: 'attention', icon: 'alert' }, failed: { tone: 'danger', icon: 'alert' },
};

type Shared = { onRetry: (() => void) | null; /** What the project calls its fields. */ names: Record<string, string> };

function Detail({ detail, names, onRetry }: Shared & { detail: SyncLogDetailShape }) {
  const { statuses } = useProjectShape();
  const { changes, delivery, advice, error, latencyMs, durationMs } = detail;
  return (
    <div class="log-detail">
      {error !== null && <p class="log-error">{error}</p>}
      {advice !== null && (
        <p>
          {advice.advice} {onRetry !== null && <Button small icon="sync" onClick={onRetry}>{words.retry}</Button>}
        </p>
      )}
      {changes.map(({ field, before, after }) => (
        <section key={field}>
          <h3>{words.fields([field], names)}</h3>
          <div class="log-change"><Diff before={named(field, before, statuses)} after={named(field, after, statuses)} /></div>
        </section>
      ))}
      {changes.length === 0 && error === null && <p class="muted">{words.nothing}</p>}
      <dl class="log-facts">
        {latencyMs !== null && <div><dt>{words.latency}</dt><dd>{dashboardText.duration(latencyMs)}</dd></div>}
        <div><dt>{words.took}</dt><dd>{dashboardText.duration(durationMs)}</dd></div>
        {delivery !== null && <div><dt>{words.delivery}</dt><dd><code>{delivery.guid}</code> {delivery.event}</dd></div>}
      </dl>
    </div>
  );
}

/** One synchronization; it opens to what changed. */
export function LogRow({ row, ...shared }: Shared & { row: SyncLogRowShape }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const open = useSignal(false);
  const id = useId();
  const look = LOOK[row.outcome];
  const title = row.action?.title ?? words.noAction;
  return (
    <li class="log-row">
      <div class="log-line">
        <button type="button" class="icon-button log-open" aria-expanded={open.value} aria-controls={id} aria-label={words.open(title)} onClick={() => (open.value = !open.value)}>
          <Icon name="chevronRight" />
        </button>
        <span class="log-way" title={words.directions[row.direction]}>
          <Icon name={row.direction === 'pull' ? 'markGithub' : 'arrowUp'} />
          <span class="hidden">{words.directions[row.direction]}</span>
        </span>
        <span class="log-title" dir="auto">
          {row.action === null ? title : <a href={addressOf(projectId, row.action.id, '')}>{title}</a>}
          <span class="field-hint">
            {row.repository}
            {row.issueNumber !== null && `#${row.issueNumber}`}
            {row.fields.length > 0 && ` · ${words.fields(row.fields, shared.names)}`}
          </span>
        </span>
        <Badge tone={look.tone} icon={look.icon}>{words.outcomes[row.outcome]}</Badge>
        <span class="log-cause muted">{words.triggers[row.trigger] ?? row.trigger}</span>
        <span class="log-when muted"><Ago at={row.at} style="narrow" /></span>
      </div>
      <div id={id} hidden={!open.value}>{open.value && <Opened read={() => api.syncLog.get.query({ projectId, id: row.id })} {...shared} />}</div>
    </li>
  );
}

function Opened({ read, ...shared }: Shared & { read: () => Promise<SyncLogDetailShape> }) {
  const load = useLoad(read);
  return <Loaded load={load} lines={2}>{(detail) => <Detail detail={detail} {...shared} />}</Loaded>;
}
