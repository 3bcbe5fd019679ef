import { useEffect, useRef } from 'preact/hooks';

type Hands = { take: (id: string, side: 'github' | 'lockstep') => void; toggle: (id: string) => void };

const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-conflict]')];

/** j and k move between conflicts; g, l and x act on the one that has the focus. */
export function useKeys(mayResolve: boolean, hands: Hands): void {
  const latest = useRef({ mayResolve, hands });
  latest.current = { mayResolve, hands };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest('textarea, select, dialog, input:not([type=checkbox])')) return;
      const all = cards();
      const here = all.findIndex((card) => card.contains(document.activeElement));
      const id = all[here]?.dataset['conflict'];
      const { mayResolve: may, hands: { take, toggle } } = latest.current;
      if (event.key === 'j') all[Math.min(here + 1, all.length - 1)]?.focus();
      else if (event.key === 'k') all[Math.max(here - 1, 0)]?.focus();
      else if (!may || id === undefined) return;
      else if (event.key === 'g') take(id, 'github');
      else if (event.key === 'l') take(id, 'lockstep');
      else if (event.key === 'x') toggle(id);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
