import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';

const VIEWER = 'lockstep.viewer';

/** The tab's storage may be forbidden, full or hold anything: then what is written lasts as long as it is shown. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/**
 * What a person is writing, kept in the tab until it is null: a look at another row, a reload or a session that ends
 * loses nothing of it. The tab's storage outlives a sign-in on GitHub, and ends with the tab.
 */
export function kept<T>(key: string): Signal<T | null> {
  const name = `lockstep.draft ${key}`;
  const value = signal(attempt(() => JSON.parse(sessionStorage.getItem(name) ?? 'null') as T | null));
  value.subscribe((now) => void attempt(() => (now === null ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, JSON.stringify(now)))));
  return value;
}

/** Forgets what somebody else wrote in this tab. */
export function keepFor(login: string | null): void {
  attempt(() => {
    if (sessionStorage.getItem(VIEWER) === login) return;
    sessionStorage.clear();
    if (login !== null) sessionStorage.setItem(VIEWER, login);
  });
}
