import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

export type Place =
  | { screen: 'projects' }
  | { screen: 'actions'; projectId: string; actionId: string | null }
  | { screen: 'missing' };

export type Router = {
  place: ReadonlySignal<Place>;
  query: ReadonlySignal<URLSearchParams>;
  /** Goes to an address of this page; `replace` leaves no step behind to go back to. */
  go(href: string, options?: { replace: boolean }): void;
};

const ACTIONS = /^\/projects\/([^/]+)(?:\/actions\/([^/]+))?\/?$/;

/** Which screen an address names. */
export function placeOf(pathname: string): Place {
  if (pathname === '/' || pathname === '/projects' || pathname === '/projects/') return { screen: 'projects' };
  const [, projectId, actionId] = ACTIONS.exec(pathname) ?? [];
  if (projectId === undefined) return { screen: 'missing' };
  return { screen: 'actions', projectId: decode(projectId), actionId: actionId === undefined ? null : decode(actionId) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a project's list, or of one action beside it. `search` begins with `?` or is empty. */
export function addressOf(projectId: string, actionId: string | null, search: string): string {
  const project = `/projects/${encodeURIComponent(projectId)}`;
  return (actionId === null ? project : `${project}/actions/${encodeURIComponent(actionId)}`) + search;
}

/** The link that a plain click on `event` follows inside this page, if it is one. */
function innerLink(event: MouseEvent, origin: string): URL | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const anchor = event.target instanceof Element ? event.target.closest('a') : null;
  if (anchor === null || anchor.target !== '' || anchor.hasAttribute('download')) return null;
  const url = new URL(anchor.href);
  return url.origin === origin && !url.pathname.startsWith('/api/') ? url : null;
}

/** Keeps the address bar and the page together: links, back and forward, and `go`. */
export function createRouter(win: Window): Router {
  const url = signal(new URL(win.location.href));
  const go: Router['go'] = (href, options) => {
    const next = new URL(href, win.location.href);
    if (next.href === url.value.href) return;
    if (options?.replace === true) win.history.replaceState(null, '', next);
    else win.history.pushState(null, '', next);
    url.value = next;
  };
  win.addEventListener('popstate', () => {
    url.value = new URL(win.location.href);
  });
  win.document.addEventListener('click', (event) => {
    const target = innerLink(event, win.location.origin);
    if (target === null) return;
    event.preventDefault();
    go(target.href);
  });
  return {
    place: computed(() => placeOf(url.value.pathname)),
    query: computed(() => url.value.searchParams),
    go,
  };
}
