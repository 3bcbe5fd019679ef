import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { faultOf } from '../api.ts';
import { usePage } from '../page.ts';
import { faultSentence } from '../view/fault.tsx';

/** Does `work`; false where it failed. `once`: what is under way already under this name is not done twice. */
type Act = (work: () => Promise<unknown>, done?: string, once?: unknown) => Promise<boolean>;

/**
 * One thing after the other: what is done while something is under way waits for it. What went well is told by a toast,
 * what did not by its sentence.
 * @param after follows when nothing is left to do
 */
export function useAct(after?: () => Promise<unknown>): { busy: Signal<boolean>; problem: Signal<string | null>; act: Act } {
  const { toasts } = usePage();
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const { current: turns } = useRef({ last: Promise.resolve(), open: [] as unknown[] });
  const act: Act = async (work, done, once = {}) => {
    if (turns.open.includes(once)) return false;
    turns.open.push(once);
    busy.value = true;
    const turn = turns.last.then(() => {
      problem.value = null;
      return work();
    });
    turns.last = turn.then(
      () => undefined,
      () => undefined,
    );
    try {
      await turn;
      if (done !== undefined) toasts.show({ tone: 'info', text: done, about: 'act', act: null });
      return true;
    } catch (error) {
      problem.value = faultSentence(faultOf(error));
      toasts.show({ tone: 'problem', text: problem.value, about: 'act', act: null });
      return false;
    } finally {
      turns.open.splice(turns.open.indexOf(once), 1);
      busy.value = turns.open.length > 0;
      if (!busy.peek()) await after?.();
    }
  };
  return { busy, problem, act };
}
