import { useSignal } from '@preact/signals';
import { usePage } from '../../page.ts';
import { dashboardText as words } from '../../text/sync.ts';
import { useAct } from '../../ui/act.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { useConnection } from '../../ui/room.ts';

/** Calls off all writes that wait, after it said what follows. */
export function CallOff({ writes, onDone }: { writes: number; onDone: () => void }) {
  const { api } = usePage();
  const { projectId } = useConnection();
  const asks = useSignal(false);
  const { busy, problem, act } = useAct();
  const confirm = async (): Promise<void> => {
    if (!(await act(() => api.integrations.cancelWrites.mutate({ projectId }), undefined, 'all'))) return;
    asks.value = false;
    onDone();
  };
  return (
    <>
      {writes > 0 && <Button onClick={() => (asks.value = true)}>{words.callOff}</Button>}
      {asks.value && <Confirm title={words.callOffTitle(writes)} consequences={words.callOffThen} action={words.callOff} busy={busy.value} problem={problem.value} onConfirm={() => void confirm()} onClose={() => (asks.value = false)} />}
    </>
  );
}
