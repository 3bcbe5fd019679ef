/** What GitHub said of each owner's API budget; shared by all processes, timed by the database's clock. */
import type { BudgetStore } from '../core/budget.ts';
import type { Db } from './db.ts';
import { row, run } from './db.ts';

/** How long a process trusts its last look: a block by another process is heeded within this time. */
const LOOK_MS = 1000;

export function createBudgetStore(db: Db): BudgetStore {
  const looks = new Map<string, { at: number; until: number }>();
  return {
    async blockedFor(owner) {
      const now = performance.now();
      const last = looks.get(owner);
      if (last && now - last.at < LOOK_MS) return Math.max(0, (last.until - now) / 1000);
      const found = await row<{ seconds: number }>(
        db,
        `SELECT greatest(0, extract(epoch FROM blocked_until - clock_timestamp()))::float8 AS seconds FROM api_budgets WHERE owner = ?`,
        [owner],
      );
      const seconds = found?.seconds ?? 0;
      looks.set(owner, { at: now, until: now + seconds * 1000 });
      return seconds;
    },
    async block(owner, seconds) {
      looks.delete(owner);
      await run(
        db,
        `INSERT INTO api_budgets (owner, blocked_until) VALUES (?, clock_timestamp() + ? * interval '1 second')
         ON CONFLICT (owner) DO UPDATE SET blocked_until = greatest(api_budgets.blocked_until, excluded.blocked_until), updated_at = now()`,
        [owner, seconds],
      );
    },
  };
}
