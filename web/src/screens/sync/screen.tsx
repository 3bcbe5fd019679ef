import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MendShape, SeriesQueryShape, TroubleShape } from '../../../../src/http/trpc/health-shapes.ts';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { dashboardText as words } from '../../text/sync.ts';
import { useAct } from '../../ui/act.ts';
import { Badge, Blank, Skeleton } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Segmented, SelectField } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useLive, useProjectShape } from '../../ui/room.ts';
import { CallOff } from './call-off.tsx';
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
  const query = router.query.value;
  const range = RANGES.find((one) => one === query.get('range')) ?? 'day';
  const health = useLoad(() => api.health.get.query({ projectId }));
  const asked = query.get('repository');
  // What is not linked any more is no choice.
  const repositoryId = health.data.value?.repositories.some(({ id }) => id === asked) === false ? null : asked;
  const series = useLoad(() => api.health.series.query({ projectId, range, repositoryId }), `${range} ${repositoryId}`);
  const show = (name: string, value: string): void => {
    const next = new URLSearchParams({ range, ...(repositoryId !== null && { repository: repositoryId }), [name]: value });
    if (value === '') next.delete(name);
    router.go(`${screenAddress(projectId, 'sync')}?${next.toString()}`, { replace: true });
  };
  const troubles = useLoad(() => api.health.troubles.query({ projectId }));
  const busy = useSignal<string | null>(null);
  const reload = (): void => void Promise.all([health.reload(), series.reload(), troubles.reload()]);
  useLive({ onEvent: (event) => (event.type === 'health.changed' || event.type === 'sync.progress') && reload(), onReset: reload });
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && void health.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);

  const { act } = useAct(async () => {
    busy.value = null;
    reload();
  });
  const run = (name: string, work: () => Promise<string>, of = ''): void => void act(async () => {
    busy.value = name;
    toasts.show({ tone: 'info', about: 'sync', text: await work(), act: null });
  }, undefined, name + of);
  const sync = (repositoryIds?: string[]): void =>
    run('sync', async () => {
      const { held } = await api.integrations.sync.mutate({ projectId, ...(repositoryIds === undefined ? {} : { repositoryIds }) });
      return [words.started, ...held].join(' ');
    }, repositoryIds?.[0]);
  const redeliver = (): void => run('redeliver', async () => {
    const { deliveries, issues } = await api.health.redeliver.mutate({ projectId });
    return words.again(deliveries, issues);
  });
  const verify = (): void => run('verify', async () => {
    await api.health.verify.mutate({ projectId });
    return words.started;
  });
  const onMend = (mend: MendShape, repositoryId: string): void => {
    if (mend === 'resume-pull') run('resume', async () => {
      await api.integrations.controlPull.mutate({ projectId, repositoryId, verb: 'resume' });
      return words.started;
    }, repositoryId);
    else if (mend === 'sync') sync([repositoryId]);
    else redeliver();
  };
  const onRetry = (trouble: TroubleShape): void => {
    if (trouble.kind === 'delivery') redeliver();
    else run('retry', async () => {
      const { actions } = await api.integrations.sync.mutate({ projectId, actionIds: [trouble.id], direction: 'push' });
      return words.again(0, actions);
    }, trouble.id);
  };
  const mayStart = role !== 'viewer';
  const state = health.data.value?.state ?? null;
  const writes = (health.data.value?.repositories ?? []).reduce((sum, one) => sum + one.waiting.writes, 0);
  return (
    <main class="screen sync-screen">
      <header class="screen-head">
        <h2>{words.title}</h2>
        {state !== null && state !== 'empty' && <Badge tone={LOOKS[state].tone} icon={LOOKS[state].icon}>{words.states[state]}</Badge>}
        {mayStart && state !== 'empty' && (
          <div class="screen-side screen-buttons">
            <Button icon="sync" busy={busy.value === 'sync'} onClick={() => sync()}>{words.syncNow}</Button>
            <Button busy={busy.value === 'verify'} onClick={verify}>{words.verify}</Button>
            <span title={words.redeliverHint}><Button busy={busy.value === 'redeliver'} onClick={redeliver}>{words.redeliver}</Button></span>
            {role === 'lead' && <CallOff writes={writes} onDone={reload} />}
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
                <div class="range-choices">
                  {data.repositories.length > 1 && (
                    <SelectField label={words.ofRepository} labelHidden value={repositoryId ?? ''} choices={[{ value: '', label: words.allRepositories }, ...data.repositories.map(({ id, fullName }) => ({ value: id, label: fullName }))]} onValue={(value) => show('repository', value)} />
                  )}
                  <Segmented label={words.range} value={range} choices={RANGES.map((value) => ({ value, label: words.ranges[value] }))} onValue={(value) => show('range', value)} />
                </div>
              </div>
              {series.data.value === null && series.fault.value === null ? <div class="charts-wait"><Skeleton lines={6} /></div> : (
                <Loaded load={series}>
                  {(found) => (
                    <>
                      <Figures health={data} series={found} whole={repositoryId === null} />
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
