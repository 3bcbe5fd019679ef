/** What stands between a viewer and the project in memory: who they are, what they may, and whether the server answers. */
import type { Ask } from '../../../src/http/trpc/base.ts';
import type { Asker } from '../../../src/http/trpc/services.ts';

export type GateState = 'open' | 'hangs' | 'fails' | 'no access' | 'expired';

export type Gate = {
  ask: Ask;
  viewerOf: () => Asker | null;
  /** Calls that hung are answered by the next state. */
  set(state: GateState): void;
};

export function createGate(viewer: Asker): Gate {
  let state: GateState = 'open';
  let change = Promise.withResolvers<void>();
  const ask: Ask = async (asker, question) => {
    switch (state) {
      case 'hangs':
        await change.promise;
        return ask(asker, question);
      case 'fails':
        throw new Error('the database is away');
      case 'no access':
        return 'hidden';
      default:
        return 'allowed';
    }
  };
  return {
    ask,
    viewerOf: () => (state === 'expired' ? null : viewer),
    set(next) {
      state = next;
      change.resolve();
      change = Promise.withResolvers();
    },
  };
}
