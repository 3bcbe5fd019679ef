import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { text } from '../text.ts';
import { Blank, Skeleton } from './bits.tsx';
import { Button } from './button.tsx';

type Module<P> = { default: ComponentType<P> };

/**
 * A screen that is fetched when it is first shown. Where its file cannot be had (no network, or a
 * newer version of the page has replaced it) it says so.
 */
export function lazy<P extends object>(load: () => Promise<Module<P>>): ComponentType<P> {
  return function Lazy(props: P) {
    const loaded = useSignal<Module<P> | null>(null);
    const failed = useSignal(false);
    const read = (): void => {
      failed.value = false;
      load().then(
        (found) => (loaded.value = found),
        () => (failed.value = true),
      );
    };
    useEffect(read, []);
    if (failed.value) {
      return (
        <main class="lone">
          <Blank icon="alert" title={text.ui.chunkTitle} hint={text.ui.chunkHint}>
            {/* A file that was replaced is found by its new name only once the page is loaded anew. */}
            <Button onClick={() => (navigator.onLine ? location.reload() : read())}>{text.fault.retry}</Button>
          </Blank>
        </main>
      );
    }
    if (loaded.value === null) {
      return (
        <main class="screen">
          <Skeleton />
        </main>
      );
    }
    const Screen = loaded.value.default;
    return <Screen {...props} />;
  };
}
