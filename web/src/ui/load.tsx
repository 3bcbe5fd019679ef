import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Fault } from '../api.ts';
import { faultOf } from '../api.ts';
import { FaultNotice } from '../view/fault.tsx';
import { Skeleton } from './bits.tsx';

export type Load<T> = {
  /** The newest answer; it stays while the next one is awaited. */
  data: Signal<T | null>;
  fault: Signal<Fault | null>;
  busy: Signal<boolean>;
  reload: () => Promise<void>;
};

/**
 * Reads something when a screen opens, and again when `key` changes; an older answer never replaces a newer one. Where what
 * `key` names cannot be read, what was read for another one does not stand in its place.
 */
export function useLoad<T>(read: () => Promise<T>, key: unknown = ''): Load<T> {
  const data = useSignal<T | null>(null);
  const fault = useSignal<Fault | null>(null);
  const busy = useSignal(false);
  const turn = useRef(0);
  const latest = useRef({ read, key });
  latest.current = { read, key };
  const held = useRef(key);
  const reload = async (): Promise<void> => {
    const mine = ++turn.current;
    const asked = latest.current;
    busy.value = true;
    try {
      const answer = await asked.read();
      if (mine !== turn.current) return;
      held.current = asked.key;
      data.value = answer;
      fault.value = null;
    } catch (error) {
      if (mine !== turn.current) return;
      if (held.current !== asked.key) data.value = null;
      fault.value = faultOf(error);
    }
    if (mine === turn.current) busy.value = false;
  };
  useEffect(() => {
    void reload();
    return () => void (turn.current += 1);
  }, [key]);
  return { data, fault, busy, reload };
}

/** Draws what was read; until then grey lines, and where it could not be read, why and the way on. */
export function Loaded<T>({ load, lines = 4, children }: { load: Load<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  const data = load.data.value;
  if (data !== null) return <>{children(data)}</>;
  if (load.fault.value !== null) return <FaultNotice fault={load.fault.value} onRetry={() => void load.reload()} />;
  return <Skeleton lines={lines} />;
}

/** The sentence for a call that failed, in the place where it was made. */
export { faultSentence } from '../view/fault.tsx';
