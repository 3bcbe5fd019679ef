import type { ActionSummary } from '../../../src/http/trpc/shapes.ts';

/** New rows are gathered for this time before they are shown, newest first. */
const GATHER_MS = 100;
/** More than so many at once are not shown one by one: the first page is read again. */
const FLOOD = 20;

type Parts = {
  show: (actions: ActionSummary[]) => void;
  reload: () => Promise<void>;
};

/**
 * Takes actions that belong on top of the list, a short while's worth at once. In a flood, as of a
 * first sync, the page is read again as fast as the server answers, and the list stays short.
 */
export function createArrivals({ show, reload }: Parts): (action: ActionSummary) => void {
  let waiting = new Map<string, ActionSummary>();
  let isBusy = false;

  const flush = async (): Promise<void> => {
    const arrived = [...waiting.values()].toReversed();
    waiting = new Map();
    if (arrived.length > FLOOD) await reload();
    else show(arrived);
    isBusy = false;
    if (waiting.size > 0) schedule();
  };
  const schedule = (): void => {
    isBusy = true;
    setTimeout(() => void flush(), GATHER_MS);
  };

  return (action) => {
    waiting.delete(action.id);
    // Beyond a flood only their number counts.
    if (waiting.size <= FLOOD) waiting.set(action.id, action);
    if (!isBusy) schedule();
  };
}
