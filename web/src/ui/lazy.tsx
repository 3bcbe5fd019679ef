import { useSignal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentProps, ComponentType, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePage } from '../page.ts';
import type * as screens from '../screens/index.ts';
import styles from '../screens/index.css?url';
import * as text from '../text.ts';
import { Blank, Skeleton } from './bits.tsx';
import { Button } from './button.tsx';

type Screens = typeof screens;

let kept: Screens | null = null;

function loadStyles(): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    document.head.append(Object.assign(link, { rel: 'stylesheet', href: styles, onload: resolve, onerror: reject }));
  });
}

let loading: Promise<unknown> | null = null;

/** Fetches them once; after a failure anew. */
const load = (): Promise<unknown> =>
  (loading ??= Promise.all([import('../screens/index.ts'), loadStyles()]).then(
    ([found]) => (kept = found),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  ));

type Props<N extends keyof Screens> = ComponentProps<Screens[N]> & object;

/**
 * A screen, or with `waiting` a part of one, that is fetched when it is first shown. Where its file cannot be had (no
 * network, or a newer version of the page has replaced it) a screen says so in its place, a part in a notice.
 */
export function lazy<N extends keyof Screens>(name: N, waiting?: VNode | null): ComponentType<Props<N>> {
  return function Lazy(props: Props<N>) {
    const { toasts } = usePage();
    const failed = useSignal(false);
    const ready = useSignal(kept !== null);
    // A file that was replaced is found by its new name only once the page is loaded anew.
    const retry = (): void => (navigator.onLine ? location.reload() : read());
    const read = (): void => {
      failed.value = false;
      load().then(
        () => (ready.value = true),
        () => {
          failed.value = true;
          if (waiting !== undefined) toasts.show({ tone: 'problem', about: 'later', text: text.ui.chunkTitle, act: { label: text.fault.retry, run: retry } });
        },
      );
    };
    useEffect(read, []);
    if (ready.value && kept !== null) {
      return h(kept[name] as ComponentType<Props<N>>, props);
    }
    if (waiting !== undefined) return waiting;
    return failed.value ? (
      <main class="lone">
        <Blank icon="alert" title={text.ui.chunkTitle} hint={text.ui.chunkHint}>
          <Button onClick={retry}>{text.fault.retry}</Button>
        </Blank>
      </main>
    ) : (
      <main class="screen">
        <Skeleton />
      </main>
    );
  };
}
