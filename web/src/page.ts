import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { OwnAccount } from '../../src/http/trpc/shapes.ts';
import { createApi } from './call.ts';
import type { Api } from './call.ts';
import { createClock } from './clock.ts';
import { parseFilters } from './filters.ts';
import type { Filters } from './filters.ts';
import { createRouter } from './router.ts';
import type { Router } from './router.ts';
import { keepFor } from './state/kept.ts';
import { createMenus } from './state/menus.ts';
import type { Menus } from './state/menus.ts';
import { createToasts } from './state/toasts.ts';
import type { Toasts } from './state/toasts.ts';
import { createTheme } from './theme.ts';
import type { Theme } from './theme.ts';

/** What every part of the page may need; made once, handed down by context. */
export type Page = {
  api: Api;
  router: Router;
  filters: ReadonlySignal<Filters>;
  theme: Signal<Theme>;
  now: ReadonlySignal<number>;
  online: ReadonlySignal<boolean>;
  viewer: ReadonlySignal<OwnAccount | null>;
  toasts: Toasts;
  menus: Menus;
  helpOpen: Signal<boolean>;
};

export function createPage(win: Window): Page {
  const viewer = signal<OwnAccount | null>(null);
  const api = createApi(win.location.origin, () => {
    const known = viewer.peek();
    if (known !== null) viewer.value = { ...known, signInAgain: true };
  });
  const router = createRouter(win);
  const online = signal(win.navigator.onLine);
  win.addEventListener('online', () => (online.value = true));
  win.addEventListener('offline', () => (online.value = false));
  void api.account.get.query().then(
    (answer) => {
      keepFor(answer.login);
      return (viewer.value = answer);
    },
    // Whatever is wrong, the screen's own call meets it too and says so.
    () => undefined,
  );
  const menus = createMenus();
  effect(() => {
    // A menu belongs to the place it was opened in.
    void router.place.value;
    menus.close();
  });
  return {
    api,
    router,
    filters: computed(() => parseFilters(router.query.value)),
    theme: createTheme(win),
    now: createClock(),
    online,
    viewer,
    toasts: createToasts(),
    menus,
    helpOpen: signal(false),
  };
}

export const PageContext = createContext<Page | null>(null);

/** The page around this component. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('a component was drawn outside of the page');
  return page;
}
