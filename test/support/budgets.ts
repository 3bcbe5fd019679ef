import type { BudgetStore } from '../../src/core/budget.ts';

/** A budget store in memory: every block that was asked for, and whether one holds is the test's word. */
export interface TestBudgets extends BudgetStore {
  blocks: { owner: string; seconds: number }[];
  /** Seconds still to wait, by owner. */
  left: Map<string, number>;
}

export function testBudgets(): TestBudgets {
  const blocks: TestBudgets['blocks'] = [];
  const left = new Map<string, number>();
  return {
    blocks,
    left,
    standing: async (owner) => ({ blocked: left.get(owner) ?? 0, allowance: null }),
    takePlace: async () => 0,
    note: async () => {},
    async block(owner, seconds) {
      blocks.push({ owner, seconds });
      left.set(owner, seconds);
    },
  };
}
