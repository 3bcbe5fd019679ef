import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isNarrowed } from '../filters.ts';
import { usePage } from '../page.ts';
import { screenAddress } from '../router.ts';
import * as text from '../text.ts';
import { ButtonLink } from '../ui/button.tsx';
import { ActionRow } from './action-row.tsx';
import { FaultNotice } from './fault.tsx';
import { Icon } from './icon.tsx';
import { FOCUS_ROW } from './keys.ts';
import { useProject } from './project-context.ts';
import { SkeletonRows } from './skeleton.tsx';

/** Rows drawn above and below what is in view. */
const OVERSCAN = 8;
/** The next page is asked for when this many rows are left below. */
const AHEAD = 30;
const SKELETONS = 8;

type Range = { from: number; to: number; rowHeight: number };

function measure(pane: HTMLElement, list: HTMLElement): Range {
  const rowHeight = parseFloat(getComputedStyle(list).getPropertyValue('--row-height')) || 60;
  const above = pane.getBoundingClientRect().top - list.getBoundingClientRect().top;
  const from = Math.max(0, Math.floor(above / rowHeight) - OVERSCAN);
  const to = Math.max(0, Math.ceil((above + pane.clientHeight) / rowHeight) + OVERSCAN);
  return { from, to, rowHeight };
}

const same = (a: Range, b: Range): boolean => a.from === b.from && a.to === b.to && a.rowHeight === b.rowHeight;

/** Follows scrolling and resizing; tells which rows are to be drawn, and when more are needed. */
function useRange(pane: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>) {
  const { menus } = usePage();
  const { session } = useProject();
  const range = useSignal<Range>({ from: 0, to: 30, rowHeight: 60 });
  useLayoutEffect(() => {
    const scroller = pane.current;
    const element = list.current;
    if (scroller === null || element === null) return undefined;
    const update = (): void => {
      const next = measure(scroller, element);
      if (!same(next, range.peek())) range.value = next;
      if (next.to + AHEAD > session.list.ids.peek().length) void session.list.loadMore();
      session.list.mayPrepend.value = scroller.scrollTop < next.rowHeight && menus.open.peek() === null;
    };
    const onScroll = (): void => {
      menus.close();
      update();
    };
    const observer = new ResizeObserver(update);
    observer.observe(scroller);
    observer.observe(element);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    };
  }, []);
  return range;
}

/** Brings a row into view, between the sticky head and the lower edge. */
function reveal(pane: HTMLElement, list: HTMLElement, index: number, rowHeight: number): void {
  const head = pane.querySelector<HTMLElement>('.list-head')?.offsetHeight ?? 0;
  const top = list.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop + index * rowHeight;
  if (top - head < pane.scrollTop) pane.scrollTop = top - head;
  else if (top + rowHeight > pane.scrollTop + pane.clientHeight) pane.scrollTop = top + rowHeight - pane.clientHeight;
}

/** Focuses a row that j, k or the closed detail ask for, once it is drawn. */
function useRowFocus(pane: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>, rowHeight: () => number) {
  const { session } = useProject();
  const wanted = useSignal<string | null>(null);
  useLayoutEffect(() => {
    const onFocusRow = (event: Event): void => {
      const id = event instanceof CustomEvent ? String(event.detail) : '';
      const index = session.list.ids.peek().indexOf(id);
      if (index < 0 || pane.current === null || list.current === null) return;
      reveal(pane.current, list.current, index, rowHeight());
      wanted.value = id;
    };
    addEventListener(FOCUS_ROW, onFocusRow);
    return () => removeEventListener(FOCUS_ROW, onFocusRow);
  }, []);
  useLayoutEffect(() => {
    if (wanted.value === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-action="${CSS.escape(wanted.value)}"] .row-title`);
    if (row == null) return;
    row.focus({ preventScroll: true });
    wanted.value = null;
  });
  return wanted;
}

/** The action whose row holds the focus. */
function focusedId(list: HTMLElement | null): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-action]') ?? null;
  return row !== null && list?.contains(row) === true ? (row.dataset['action'] ?? null) : null;
}

function Blank() {
  const { filters } = usePage();
  const { session } = useProject();
  const project = session.project.value;
  const pulling = project?.repositories.some((one) => ['pulling', 'waiting'].includes(one.sync.state)) === true;
  const [icon, title, hint] = isNarrowed(filters.value)
    ? (['search', text.list.noMatchTitle, text.list.noMatchHint] as const)
    : pulling
      ? (['sync', text.list.pullingTitle, text.list.pullingHint] as const)
      : (['inbox', text.list.emptyTitle, text.list.emptyHint] as const);
  return (
    <div class="blank">
      <Icon name={icon} class="blank-icon" />
      <h2>{title}</h2>
      <p>{hint}</p>
      {project && icon === 'search' && <a href={`${screenAddress(project.id, 'sync')}#why`}>{text.list.why}</a>}
      {project?.role === 'lead' && project.repositories.length === 0 && (
        <ButtonLink variant="primary" icon="gear" href={screenAddress(project.id, 'setup')}>
          {text.list.configure}
        </ButtonLink>
      )}
    </div>
  );
}

/** Says how many there are, and offers what arrived while the person was reading. */
function ListHead() {
  const { session } = useProject();
  const { list } = session;
  return (
    <div class="list-bar">
      <p class="list-count" role="status">
        {list.state.value === 'failed' ? '' : list.state.value === 'loading' ? text.list.loading : text.list.count(list.total.value, list.atLeast.value)}
      </p>
      {list.unseen.value > 0 && (
        <button type="button" class="pill" onClick={() => void list.load(list.filters.value, true)}>
          <Icon name="arrowUp" />
          {text.list.unseen(list.unseen.value)}
        </button>
      )}
    </div>
  );
}

type ListProps = { pane: RefObject<HTMLElement | null>; openId: string | null };

export function ActionList({ pane, openId }: ListProps) {
  const { session } = useProject();
  const { list, entities } = session;
  const element = useRef<HTMLUListElement>(null);
  const range = useRange(pane, element);
  const wanted = useRowFocus(pane, element, () => range.peek().rowHeight);
  const ids = list.ids.value;
  const state = list.state.value;
  // A new question starts at its top, also where the answer is there before anything is painted.
  useLayoutEffect(() => {
    if (state === 'loading' && pane.current !== null) pane.current.scrollTop = 0;
  }, [state]);
  const { from, to, rowHeight } = range.value;
  const setSize = Math.max(list.total.value, ids.length);
  const drawn = ids.slice(from, to).map((id, offset) => ({ id, index: from + offset }));
  // The focused row stays drawn wherever it is: focus must not be lost by scrolling.
  for (const id of new Set([focusedId(element.current), wanted.value])) {
    const index = id === null ? -1 : ids.indexOf(id);
    if (id !== null && index >= 0 && (index < from || index >= to)) drawn.push({ id, index });
  }
  const height = (ids.length + (list.hasMore.value && state === 'ready' ? 3 : 0)) * rowHeight;
  return (
    <section class="box" aria-label={text.list.label} aria-busy={state === 'loading'}>
      <ListHead />
      {state === 'failed' && list.fault.value !== null && (
        <FaultNotice fault={list.fault.value} onRetry={() => void list.load(list.filters.value)} />
      )}
      {state === 'ready' && ids.length === 0 && <Blank />}
      {state === 'loading' && <SkeletonRows count={SKELETONS} />}
      <ul ref={element} class="rows" role="list" hidden={state !== 'ready'} style={{ height: `${height}px` }}>
        {state === 'ready' &&
          drawn.map(({ id, index }) => {
            const entity = entities.get(id);
            return entity === undefined ? null : (
              <ActionRow key={id} entity={entity} index={index} setSize={setSize} top={index * rowHeight} open={id === openId} />
            );
          })}
      </ul>
      {list.moreFailed.value && (
        <p class="list-foot" role="alert">
          {text.list.moreFailed}{' '}
          <button type="button" class="link-button" onClick={() => void list.loadMore()}>
            {text.fault.retry}
          </button>
        </p>
      )}
    </section>
  );
}
