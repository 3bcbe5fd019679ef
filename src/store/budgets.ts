/** API budgets of GitHub's owners, shared by all processes and timed by the database's clock alone. */
import type { Allowance, BudgetStore } from '../core/budget.ts';
import type { Db } from './db.ts';
import { row, rows, run } from './db.ts';

/** Each look is a query of its own: what another process was told a moment ago counts too (I9). */
export function createBudgetStore(db: Db): BudgetStore {
  return {
    async standing(owner, resource) {
      const found = await row<{ blocked: number } & { [K in keyof Allowance]: number | null }>(
        db,
        `SELECT greatest(0, extract(epoch FROM b.blocked_until - clock_timestamp()))::float8 AS blocked,
                a.allowance AS "limit", a.remaining, extract(epoch FROM a.resets_at - clock_timestamp())::float8 AS "resetSeconds"
           FROM (SELECT ?::text AS owner) AS asked
           LEFT JOIN api_budgets b ON b.owner = asked.owner
           LEFT JOIN api_allowances a ON a.owner = asked.owner AND a.resource = ? AND a.resets_at > clock_timestamp()`,
        [owner, resource],
      );
      const { limit = null, remaining = null, resetSeconds = null, blocked } = found ?? {};
      const allowance = limit === null || remaining === null || resetSeconds === null ? null : { limit, remaining, resetSeconds };
      return { blocked: blocked ?? 0, allowance };
    },
    async takePlace(owner, { kind, intervalMs, burst }, urgency) {
      const room = (burst[urgency] - 1) * intervalMs;
      // Booked further ahead than the whole burst it can only be by a clock that was set back: that holds nobody up (I14).
      const full = burst.interactive * intervalMs;
      const taken = await rows(
        db,
        `INSERT INTO api_spacings AS s (owner, kind, booked_until) VALUES (?, ?, clock_timestamp() + ? * interval '1 millisecond')
         ON CONFLICT (owner, kind) DO UPDATE
           SET booked_until = greatest(least(s.booked_until, clock_timestamp() + ? * interval '1 millisecond'), clock_timestamp()) + ? * interval '1 millisecond'
         WHERE s.booked_until <= clock_timestamp() + ? * interval '1 millisecond' OR s.booked_until > clock_timestamp() + ? * interval '1 millisecond'
         RETURNING 1`,
        [owner, kind, intervalMs, full - intervalMs, intervalMs, room, full],
      );
      if (taken.length > 0) return 0;
      const found = await row<{ seconds: number }>(
        db,
        `SELECT greatest(0.01, extract(epoch FROM booked_until - clock_timestamp()) - ? / 1000.0)::float8 AS seconds FROM api_spacings WHERE owner = ? AND kind = ?`,
        [room, owner, kind],
      );
      return found?.seconds ?? 0.01;
    },
    async block(owner, seconds) {
      await run(
        db,
        `INSERT INTO api_budgets (owner, blocked_until) VALUES (?, clock_timestamp() + ? * interval '1 second')
         ON CONFLICT (owner) DO UPDATE SET blocked_until = greatest(api_budgets.blocked_until, excluded.blocked_until), updated_at = now()`,
        [owner, seconds],
      );
    },
    async note(owner, resource, { limit, remaining, resetSeconds }) {
      await run(
        db,
        `INSERT INTO api_allowances (owner, resource, allowance, remaining, resets_at) VALUES (?, ?, ?, ?, clock_timestamp() + ? * interval '1 second')
         ON CONFLICT (owner, resource) DO UPDATE SET allowance = excluded.allowance, remaining = excluded.remaining, resets_at = excluded.resets_at, noted_at = now()`,
        [owner, resource, limit, remaining, resetSeconds],
      );
    },
  };
}
