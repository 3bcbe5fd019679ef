import type { Page } from '../page.ts';
import { addressOf } from '../router.ts';
import { formatFilters } from '../filters.ts';
import type { ProjectView } from './project-context.ts';

/** Asks the list to bring a row into view and focus it; action-list.tsx listens. */
export const FOCUS_ROW = 'lockstep:focus-row';

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

/** The action that keys speak of: the focused row's, else the open one. */
function currentId(page: Page): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-action]');
  const place = page.router.place.peek();
  return row?.dataset['action'] ?? (place.screen === 'actions' ? place.actionId : null);
}

/** The keys of a project's screen; they rest while a person types, or a menu or dialog is open. */
export function listenForKeys(page: Page, view: ProjectView): () => void {
  const { list, entities } = view.session;
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

  const changeStatus = (): void => {
    const entity = entities.get(currentId(page) ?? '');
    const place = page.router.place.peek();
    const inDetail = place.screen === 'actions' && place.actionId === entity?.id;
    const scope = inDetail ? '.detail' : `[data-action="${CSS.escape(entity?.id ?? '')}"]`;
    const button = document.querySelector<HTMLElement>(`${scope} [data-status]`);
    if (entity !== undefined && button !== null) view.pickStatus(entity, button);
  };

  const closeDetail = (): void => {
    const place = page.router.place.peek();
    if (place.screen !== 'actions' || place.actionId === null) return;
    const id = place.actionId;
    open(null);
    dispatchEvent(new CustomEvent(FOCUS_ROW, { detail: id }));
  };

  const bindings: Record<string, () => void> = {
    j: () => step(1),
    k: () => step(-1),
    s: changeStatus,
    '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
    '?': () => (page.helpOpen.value = true),
    Escape: closeDetail,
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || page.helpOpen.peek() || page.menus.open.peek() !== null) return;
    const run = bindings[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}
