import type { SyncLogPageShape } from '../../../../src/http/trpc/sync-log-shapes.ts';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import { dashboardText, logText as words } from '../../text/sync.ts';
import { useAct } from '../../ui/act.ts';
import { Blank, LoadMore } from '../../ui/bits.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useLive, useProjectShape } from '../../ui/room.ts';
import { FilterForm } from './filter-form.tsx';
import { countFilters, exportAddress, parseLogFilters } from './filters.ts';
import { LogRow } from './row.tsx';

export function History() {
  const { api, router, toasts } = usePage();
  const { projectId } = useConnection();
  const { role } = useProjectShape();
  const query = router.query.value;
  const filter = parseLogFilters(query);
  const load = useLoad(() => api.syncLog.list.query({ projectId, ...filter }), query.toString());
  // Where they cannot be had, the keys of the project's own fields do.
  const form = useLoad(() => api.actions.form.query({ projectId }));
  const names = Object.fromEntries(form.data.value?.fields.map(({ key, name }) => [key, name]) ?? []);
  const { busy, act } = useAct();
  // Whoever reads further down is not moved by what is new.
  useLive({ onEvent: (event) => event.type === 'health.changed' && (load.data.peek()?.items.length ?? 0) <= 50 && void load.reload(), onReset: () => void load.reload() });
  const readMore = (before: SyncLogPageShape): Promise<unknown> =>
    act(async () => {
      const page = await api.syncLog.list.query({ projectId, ...filter, before: before.next });
      load.data.value = { ...page, items: [...before.items, ...page.items] };
    });
  const retries = useAct();
  const retry = (ids?: string[]): Promise<boolean> =>
    retries.act(async () => {
      const { deliveries, issues } = await api.syncLog.retry.mutate({ projectId, ...(ids === undefined ? {} : { ids }) });
      toasts.show({ tone: 'info', about: 'retry', text: dashboardText.again(deliveries, issues), act: null });
    }, undefined, ids?.[0] ?? 'all');
  const mayRetry = role !== 'viewer';
  return (
    <main class="screen sync-screen">
      <header class="screen-head">
        <h2>{words.title}</h2>
        {countFilters(query) > 0 && <ButtonLink small variant="plain" href={screenAddress(projectId, 'history')}>{words.clear}</ButtonLink>}
        <div class="screen-side screen-buttons">
          {mayRetry && <Button icon="sync" onClick={() => void retry()}>{words.retryAll}</Button>}
          <ButtonLink href={exportAddress(projectId, filter, 'csv')}><span class="hidden">{words.export} </span>{words.csv}</ButtonLink>
          <ButtonLink href={exportAddress(projectId, filter, 'json')}><span class="hidden">{words.export} </span>{words.json}</ButtonLink>
        </div>
      </header>
      <FilterForm />
      <Loaded load={load} lines={12}>
        {(page) =>
          page.items.length === 0 ? (
            query.size === 0 ? (
              <Blank icon="history" title={words.emptyTitle} hint={words.emptyHint} />
            ) : (
              <Blank icon="search" title={words.noneTitle} hint={words.noneHint} />
            )
          ) : (
            <>
              <ul class="log" role="list">
                {page.items.map((row) => (
                  <LogRow key={row.id} row={row} names={names} onRetry={mayRetry && (row.outcome === 'failed' || row.outcome === 'dropped') ? () => void retry([row.id]) : null} />
                ))}
              </ul>
              <LoadMore hasMore={page.next !== null} busy={busy.value} onMore={() => void readMore(page)} />
            </>
          )
        }
      </Loaded>
    </main>
  );
}
