/** What GitHub said of each owner's API budget; shared by all processes, timed by the database's clock. */
import type { BudgetStore } from '../core/budget.ts';
import type { Db } from './db.ts';
import { row, run } from './db.ts';

/** Each look is a query of its own: what another process was told a moment ago counts too (I9). */
export function createBudgetStore(db: Db): BudgetStore {
  return {
    async blockedFor(owner) {
      const found = await row<{ seconds: number }>(
        db,
        'SELECT greatest(0, extract(epoch FROM blocked_until - clock_timestamp()))::float8 AS seconds FROM api_budgets WHERE owner = ?',
        [owner],
      );
      return found?.seconds ?? 0;
    },
    async block(owner, seconds) {
      await run(
        db,
        `INSERT INTO api_budgets (owner, blocked_until) VALUES (?, clock_timestamp() + ? * interval '1 second')
         ON CONFLICT (owner) DO UPDATE SET blocked_until = greatest(api_budgets.blocked_until, excluded.blocked_until), updated_at = now()`,
        [owner, seconds],
      );
    },
  };
}
