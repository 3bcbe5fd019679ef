import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MendShape, SeriesQueryShape, TroubleShape } from '../../../../src/http/trpc/health-shapes.ts';
import { faultOf } from '../../api.ts';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { dashboardText as words } from '../../text/sync.ts';
import { Badge, Blank, Skeleton } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Segmented } from '../../ui/field.tsx';
import { faultSentence, Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useLive, useProjectShape } from '../../ui/room.ts';
import { Charts } from './charts.tsx';
import { Figures } from './figures.tsx';
import { LOOKS, RepositoryCard } from './repository-card.tsx';
import { Allowances, Troubles, Verification, Why } from './standing.tsx';

/** What only time changes is looked at this often: a wait for GitHub that begins or ends, how late something is. */
const LOOK_MS = 10_000;

const RANGES = ['hour', 'day', 'week', 'month'] as const satisfies SeriesQueryShape['range'][];

export function Sync() {
  const { api, router, toasts } = usePage();
  const { projectId } = useConnection();
  const { role } = useProjectShape();
  const range = RANGES.find((one) => one === router.query.value.get('range')) ?? 'day';
  const health = useLoad(() => api.health.get.query({ projectId }));
  const series = useLoad(() => api.health.series.query({ projectId, range, repositoryId: null }), range);
  const troubles = useLoad(() => api.health.troubles.query({ projectId }));
  const busy = useSignal<string | null>(null);
  const reload = (): void => void Promise.all([health.reload(), series.reload(), troubles.reload()]);
  useLive({ onEvent: (event) => (event.type === 'health.changed' || event.type === 'sync.progress') && reload(), onReset: reload });
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && void health.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);

  const run = async (name: string, work: () => Promise<string>): Promise<void> => {
    if (busy.peek() !== null) return;
    busy.value = name;
    try {
      toasts.show({ tone: 'info', about: 'sync', text: await work(), act: null });
    } catch (error) {
      toasts.show({ tone: 'problem', about: 'sync', text: faultSentence(faultOf(error)), act: null });
    }
    busy.value = null;
    reload();
  };
  const sync = (repositoryIds?: string[]): Promise<void> =>
    run('sync', async () => {
      const { held } = await api.integrations.sync.mutate({ projectId, ...(repositoryIds === undefined ? {} : { repositoryIds }) });
      return [words.started, ...held].join(' ');
    });
  const redeliver = (): Promise<void> => run('redeliver', async () => {
    const { deliveries, issues } = await api.health.redeliver.mutate({ projectId });
    return words.again(deliveries, issues);
  });
  const verify = (): Promise<void> => run('verify', async () => {
    await api.health.verify.mutate({ projectId });
    return words.started;
  });
  const onMend = (mend: MendShape, repositoryId: string): void => {
    if (mend === 'resume-pull') void run('sync', async () => {
      await api.integrations.controlPull.mutate({ projectId, repositoryId, verb: 'resume' });
      return words.started;
    });
    else if (mend === 'sync') void sync([repositoryId]);
    else void redeliver();
  };
  const onRetry = (trouble: TroubleShape): void => {
    if (trouble.kind === 'delivery') void redeliver();
    else void run('retry', async () => {
      const { actions } = await api.integrations.sync.mutate({ projectId, actionIds: [trouble.id], direction: 'push' });
      return words.again(0, actions);
    });
  };
  const mayStart = role !== 'viewer';
  const state = health.data.value?.state ?? null;
  return (
    <main class="screen sync-screen">
      <header class="screen-head">
        <h2>{words.title}</h2>
        {state !== null && state !== 'empty' && <Badge tone={LOOKS[state].tone} icon={LOOKS[state].icon}>{words.states[state]}</Badge>}
        {mayStart && state !== 'empty' && (
          <div class="screen-side screen-buttons">
            <Button icon="sync" busy={busy.value === 'sync'} onClick={() => void sync()}>{words.syncNow}</Button>
            <Button busy={busy.value === 'verify'} onClick={() => void verify()}>{words.verify}</Button>
            <span title={words.redeliverHint}><Button busy={busy.value === 'redeliver'} onClick={() => void redeliver()}>{words.redeliver}</Button></span>
          </div>
        )}
      </header>
      <Loaded load={health} lines={12}>
        {(data) =>
          data.state === 'empty' ? (
            <Blank icon="repo" title={words.emptyTitle} hint={words.emptyHint}>
              {role === 'lead' && <ButtonLink variant="primary" href={screenAddress(projectId, 'setup')}>{words.setUp}</ButtonLink>}
            </Blank>
          ) : (
            <>
              <h3 class="hidden">{words.repositories}</h3>
              <ul class="health-cards" role="list">
                {data.repositories.map((one) => <RepositoryCard key={one.id} repository={one} projectId={projectId} isLead={role === 'lead'} onMend={mayStart ? onMend : null} />)}
              </ul>
              <Troubles troubles={troubles.data.value ?? []} projectId={projectId} onRetry={mayStart ? onRetry : null} />
              <div class="range">
                <h3>{words.numbers}</h3>
                <Segmented label={words.range} value={range} choices={RANGES.map((value) => ({ value, label: words.ranges[value] }))} onValue={(value) => router.go(`${screenAddress(projectId, 'sync')}?range=${value}`, { replace: true })} />
              </div>
              {series.data.value === null && series.fault.value === null ? <div class="charts-wait"><Skeleton lines={6} /></div> : (
                <Loaded load={series}>
                  {(found) => (
                    <>
                      <Figures health={data} series={found} />
                      <Charts series={found} />
                    </>
                  )}
                </Loaded>
              )}
              <div class="panels">
                <Verification health={data} />
                <Allowances health={data} />
                <Why projectId={projectId} />
              </div>
            </>
          )
        }
      </Loaded>
    </main>
  );
}
