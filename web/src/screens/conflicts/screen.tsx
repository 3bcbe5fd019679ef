import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ConflictPageShape, ConflictSettlement, ConflictShape } from '../../../../src/http/trpc/conflicts-shapes.ts';
import { usePage } from '../../page.ts';
import { screenAddress } from '../../router.ts';
import * as text from '../../text.ts';
import { inboxText as words } from '../../text/sync.ts';
import { useAct } from '../../ui/act.ts';
import { Blank, LoadMore, Notice } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Segmented } from '../../ui/field.tsx';
import { Loaded, useLoad } from '../../ui/load.tsx';
import { useConnection, useLive, useProjectShape } from '../../ui/room.ts';
import { ConflictCard } from './card.tsx';
import { useKeys } from './keys.ts';
import { PolicyDialog } from './policy.tsx';

type Decision = ConflictSettlement['decision'];

export function Conflicts() {
  const { api, router, toasts } = usePage();
  const connection = useConnection();
  const { projectId } = connection;
  const { role } = useProjectShape();
  const resolved = router.query.value.get('show') === 'resolved';
  const actionId = router.query.value.get('action');
  const load = useLoad(() => api.conflicts.list.query({ projectId, resolved, actionId }), `${resolved} ${actionId}`);
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const { busy, problem, act } = useAct(() => Promise.all([load.reload(), connection.read()]));
  const more = useAct();
  const policy = useSignal<ConflictShape | null>(null);
  useLive({ onEvent: (event) => event.type === 'health.changed' && !busy.peek() && void load.reload(), onReset: () => void load.reload() });
  useEffect(() => {
    selected.value = new Set();
    load.data.value = null;
  }, [resolved, actionId]);

  const settle = async (ids: string[], decision: Decision): Promise<boolean> => {
    let settled = false;
    await act(async () => {
      const answer = await api.conflicts.resolve.mutate({ projectId, ids, decision });
      problem.value = answer.refused[0]?.reason ?? null;
      settled = answer.refused.length === 0;
      if (answer.resolved.length > 0) toasts.show({ tone: 'info', about: 'conflicts', text: words.done(answer.resolved.length), act: null });
      selected.value = new Set([...selected.peek()].filter((id) => !ids.includes(id)));
    }, undefined, ids.join(' '));
    return settled;
  };
  const toggle = (id: string): void => {
    const next = new Set(selected.peek());
    if (!next.delete(id)) next.add(id);
    selected.value = next;
  };
  const readMore = (before: ConflictPageShape): Promise<unknown> =>
    more.act(async () => {
      const page = await api.conflicts.list.query({ projectId, resolved, actionId, before: before.next });
      load.data.value = { ...page, items: [...before.items, ...page.items] };
    });
  const mayResolve = role !== 'viewer' && !resolved;
  useKeys(mayResolve, { take: (id, take) => void settle([id], { take }), toggle });
  const chosen = [...selected.value];
  const here = screenAddress(projectId, 'conflicts');
  const show = (value: string): void => {
    const query = new URLSearchParams({ ...(value === 'resolved' && { show: value }), ...(actionId !== null && { action: actionId }) });
    router.go(query.size === 0 ? here : `${here}?${query.toString()}`, { replace: true });
  };

  return (
    <main class="screen sync-screen">
      <header class="screen-head">
        <h2>{words.title}</h2>
        <Segmented label={words.show} value={resolved ? 'resolved' : 'open'} onValue={show} choices={[{ value: 'open', label: words.tabs.open }, { value: 'resolved', label: words.tabs.resolved }]} />
        {role === 'lead' && <a href={screenAddress(projectId, 'settings')} class="link screen-side">{words.policy}</a>}
      </header>
      {actionId !== null && <p class="muted">{words.ofAction} <a class="link" href={here}>{words.ofAll}</a></p>}
      {problem.value !== null && <Notice tone="danger" live>{problem.value}</Notice>}
      <Loaded load={load} lines={10}>
        {(page) =>
          page.items.length === 0 ? (
            <Blank icon="check" title={resolved ? words.noneResolved : words.emptyTitle} hint={words.emptyHint} />
          ) : (
            <>
              {mayResolve && (
                <div class="bulk">
                  <Checkbox label={chosen.length === 0 ? words.all : words.selected(chosen.length)} checked={chosen.length === page.items.length} onValue={(on) => (selected.value = new Set(on ? page.items.map(({ id }) => id) : []))} />
                  <Button small disabled={chosen.length === 0} busy={busy.value} onClick={() => void settle(chosen, { take: 'github' })}>{words.takeGithub}</Button>
                  <Button small disabled={chosen.length === 0} busy={busy.value} onClick={() => void settle(chosen, { take: 'lockstep' })}>{words.takeLockstep}</Button>
                  <p class="field-hint bulk-keys only-keyboard">{words.keys}</p>
                </div>
              )}
              <ul class="conflicts" role="list">
                {page.items.map((conflict: ConflictShape) => (
                  <ConflictCard key={conflict.id} conflict={conflict} selected={selected.value.has(conflict.id)} onToggle={mayResolve ? () => toggle(conflict.id) : null} busy={busy.value} onSettle={(decision) => settle([conflict.id], decision)} onPolicy={role === 'lead' ? () => (policy.value = conflict) : null} />
                ))}
              </ul>
              <LoadMore hasMore={page.next !== null} busy={more.busy.value} onMore={() => void readMore(page)} />
            </>
          )
        }
      </Loaded>
      {policy.value !== null && <PolicyDialog field={policy.value.field} name={policy.value.name} onClose={() => (policy.value = null)} />}
      <span class="hidden" role="status">{load.busy.value ? text.loading : ''}</span>
    </main>
  );
}
