import { effect, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

/** Shared with public/theme.js, which applies the choice before the first paint. */
const KEY = 'lockstep.theme';

/** The chosen theme: kept across visits, followed by other tabs, applied to the document. */
export function createTheme(win: Window): Signal<Theme> {
  const root = win.document.documentElement;
  const known = (value: string | null | undefined): Theme => (value === 'light' || value === 'dark' ? value : 'auto');
  const theme = signal<Theme>(known(root.dataset['colorMode']));
  effect(() => {
    root.dataset['colorMode'] = theme.value;
    try {
      win.localStorage.setItem(KEY, theme.value);
    } catch {
      // Storage may be forbidden: the choice then lasts as long as the tab.
    }
  });
  win.addEventListener('storage', (event) => {
    if (event.key === KEY) theme.value = known(event.newValue);
  });
  return theme;
}
