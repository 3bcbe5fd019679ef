import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { faultOf } from '../api.ts';
import { usePage } from '../page.ts';
import { faultSentence } from '../view/fault.tsx';

/** Runs one thing at a time that a person asked for; what went wrong stands in `problem`, and is said aloud. */
export function useAct(): { busy: Signal<boolean>; problem: Signal<string | null>; act: (work: () => Promise<unknown>, done?: string) => Promise<boolean> } {
  const { toasts } = usePage();
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const act = async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
    if (busy.peek()) return false;
    busy.value = true;
    problem.value = null;
    try {
      await work();
      if (done !== undefined) toasts.show({ tone: 'info', text: done, about: 'act', act: null });
      return true;
    } catch (error) {
      problem.value = faultSentence(faultOf(error));
      toasts.show({ tone: 'problem', text: problem.value, about: 'act', act: null });
      return false;
    } finally {
      busy.value = false;
    }
  };
  return { busy, problem, act };
}
