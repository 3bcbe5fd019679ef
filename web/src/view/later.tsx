import { useSignal } from '@preact/signals';
import type { ComponentType, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePage } from '../page.ts';
import { text } from '../text.ts';

type Module<P> = { default: ComponentType<P> };

/** A part of a screen that is fetched when it is first needed; until then `waiting` stands in its place. */
export function later<P extends object>(load: () => Promise<Module<P>>, waiting: VNode | null = null): ComponentType<P> {
  let kept: Module<P> | null = null;
  return function Later(props: P) {
    const { toasts } = usePage();
    const loaded = useSignal(kept);
    useEffect(() => {
      if (loaded.peek() !== null) return;
      load().then(
        (found) => (loaded.value = kept = found),
        () => toasts.show({ tone: 'problem', about: 'later', text: text.ui.chunkTitle, act: { label: text.fault.retry, run: () => location.reload() } }),
      );
    }, []);
    if (loaded.value === null) return waiting;
    const Part = loaded.value.default;
    return <Part {...props} />;
  };
}
