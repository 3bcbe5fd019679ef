import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

/** A screen of a project, as its address says it. */
export type ProjectPlace =
  | { screen: 'actions'; projectId: string; actionId: string | null }
  | { screen: 'sync' | 'history' | 'conflicts'; projectId: string }
  | { screen: 'settings'; projectId: string; section: string | null }
  | { screen: 'setup'; projectId: string; step: string | null };

export type Place =
  | ProjectPlace
  | { screen: 'projects' | 'newProject' | 'missing' }
  | { screen: 'account'; section: string | null }
  | { screen: 'invitation'; code: string };

export type Router = {
  place: ReadonlySignal<Place>;
  query: ReadonlySignal<URLSearchParams>;
  /** Path and search: where to come back to. */
  here: ReadonlySignal<string>;
  /** Goes to an address of this page; `replace` leaves no step behind to go back to. */
  go(href: string, options?: { replace: boolean }): void;
};

/** Which screen an address names. */
export function placeOf(pathname: string): Place {
  const [room, first, second, third, ...more] = pathname.split('/').filter((part) => part !== '').map(decode);
  if (more.length > 0) return { screen: 'missing' };
  if (room === undefined) return { screen: 'projects' };
  if (room === 'account' && second === undefined) return { screen: 'account', section: first ?? null };
  if (room === 'invitations' && first !== undefined && second === undefined) return { screen: 'invitation', code: first };
  if (room !== 'projects') return { screen: 'missing' };
  if (first === undefined) return { screen: 'projects' };
  if (first === 'new' && second === undefined) return { screen: 'newProject' };
  return inProject(first, second, third) ?? { screen: 'missing' };
}

function inProject(projectId: string, name: string | undefined, detail: string | undefined): ProjectPlace | null {
  switch (name) {
    case undefined:
      return { screen: 'actions', projectId, actionId: null };
    case 'actions':
      return detail === undefined ? null : { screen: 'actions', projectId, actionId: detail };
    case 'settings':
      return { screen: name, projectId, section: detail ?? null };
    case 'setup':
      return { screen: name, projectId, step: detail ?? null };
    case 'sync':
    case 'history':
    case 'conflicts':
      return detail === undefined ? { screen: name, projectId } : null;
    default:
      return null;
  }
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

/** The address of another screen of a project: its dashboard, a section of its settings, a step of its setup. */
export function screenAddress(projectId: string, screen: Exclude<ProjectPlace['screen'], 'actions'>, part?: string): string {
  return `/projects/${encodeURIComponent(projectId)}/${screen}${part === undefined ? '' : `/${encodeURIComponent(part)}`}`;
}

/** Where GitHub sends a person who signs in; they come back to `here`. */
export function signInAddress(here: string): string {
  return `/api/auth/github/authorize?return_to=${encodeURIComponent(here)}`;
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
    here: computed(() => url.value.pathname + url.value.search),
    go,
  };
}
