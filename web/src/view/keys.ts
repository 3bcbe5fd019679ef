import type { Page } from '../page.ts';
import { addressOf } from '../router.ts';
import { formatFilters } from '../filters.ts';
import type { Entity } from '../state/entities.ts';
import type { MenuField, ProjectView } from './project-context.ts';

/** Asks the list to bring a row into view and focus it; action-list.tsx listens. */
export const FOCUS_ROW = 'lockstep:focus-row';

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], dialog') !== null;

/** The action that keys speak of: the focused row's or card's, else the open one. */
function currentId(page: Page): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-action]');
  const place = page.router.place.peek();
  return row?.dataset['action'] ?? (place.screen === 'actions' ? place.actionId : null);
}

/** What an edit by key or command is about: what is selected, else the current action. */
export function targets(page: Page, { session }: ProjectView): Entity[] {
  const ids = session.selection.ids.peek();
  return (ids.size > 0 ? [...ids] : [currentId(page) ?? '']).flatMap((id) => session.entities.get(id) ?? []);
}

/** The element that a menu for these actions opens at. */
function anchorOf(page: Page, entities: readonly Entity[], field: MenuField): HTMLElement | null {
  const [bar = null] = document.querySelectorAll<HTMLElement>(`.bulk-bar :is([data-pick="${field}"], [data-pick=""])`);
  const place = page.router.place.peek();
  const [only] = entities;
  const inDetail = place.screen === 'actions' && place.actionId === only?.id;
  const scope = inDetail ? '.detail' : `[data-action="${CSS.escape(only?.id ?? '')}"]`;
  const own = document.querySelector<HTMLElement>(`${scope} ${field === 'status' ? '[data-status]' : `[data-pick="${field}"]`}`);
  return bar ?? own ?? document.querySelector<HTMLElement>(`${scope} [data-status], ${scope}`);
}

export function pickByKey(page: Page, view: ProjectView, field: MenuField): void {
  const entities = targets(page, view);
  const anchor = anchorOf(page, entities, field);
  if (entities.length > 0 && anchor !== null) view.pick(field, entities, anchor);
}

/** The keys of a project's screen; they rest while a person types, or a menu or dialog is open. */
export function listenForKeys(page: Page, view: ProjectView, dialogs: { open: (name: 'create' | 'palette') => void; isOpen: () => boolean }): () => void {
  const { list, selection } = view.session;
  const open = (id: string | null, replace = false): void =>
    page.router.go(addressOf(view.projectId, id, formatFilters(page.filters.peek())), { replace });

  const step = (by: 1 | -1): void => {
    const ids = list.ids.peek();
    const at = ids.indexOf(currentId(page) ?? '');
    const id = ids[at < 0 ? 0 : Math.max(0, Math.min(at + by, ids.length - 1))];
    if (id === undefined) return;
    const place = page.router.place.peek();
    // Beside an open action the keys leaf through the actions.
    if (place.screen === 'actions' && place.actionId !== null) open(id, true);
    dispatchEvent(new CustomEvent(FOCUS_ROW, { detail: id }));
  };

  const close = (): void => {
    const place = page.router.place.peek();
    if (place.screen !== 'actions') return;
    if (place.actionId === null) return selection.clear();
    open(null);
    dispatchEvent(new CustomEvent(FOCUS_ROW, { detail: place.actionId }));
  };

  const select = (how: 'toggle' | 'range'): void => {
    const id = currentId(page);
    if (id !== null) selection[how](id);
  };

  const edit = (): void => {
    const id = currentId(page);
    if (id === null) return;
    view.toEdit.value = id;
    open(id);
  };

  const bindings: Record<string, () => unknown> = {
    j: () => step(1),
    k: () => step(-1),
    s: () => pickByKey(page, view, 'status'),
    p: () => pickByKey(page, view, 'priority'),
    l: () => pickByKey(page, view, 'tags'),
    a: () => pickByKey(page, view, 'assignees'),
    x: () => select('toggle'),
    X: () => select('range'),
    e: edit,
    c: () => view.session.project.peek()?.role !== 'viewer' && dialogs.open('create'),
    '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
    '?': () => (page.helpOpen.value = true),
    Escape: close,
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // One that is being fetched counts: what is typed meanwhile is not meant for the list.
    const busy = dialogs.isOpen() || page.helpOpen.peek() || page.menus.open.peek() !== null || document.querySelector('dialog[open]') !== null;
    if (event.defaultPrevented || busy || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      return dialogs.open('palette');
    }
    if (event.ctrlKey || event.metaKey || typing(event.target)) return;
    const run = bindings[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}
