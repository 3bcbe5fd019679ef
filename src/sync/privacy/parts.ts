/** What the tasks of privacy need, and what a step of one is. */
import type { Logger } from 'pino';
import type { JsonValue } from '../../core/action.ts';
import type { Jobs } from '../../queue/boss.ts';
import type { Db, Queryable } from '../../store/db.ts';
import type { PrivacyTask } from '../../store/privacy-tasks.ts';
import type { Vault } from '../../store/vault.ts';
import type { People } from '../access/people.ts';

export interface PrivacyParts {
  db: Db;
  jobs: Jobs;
  log: Logger;
  vault: Vault;
  /** null where no GitHub App is connected: then nothing can be revoked there. */
  people: Pick<People, 'tokens' | 'oauth' | 'budgets'> | null;
}

/** What a batch of a step did. */
export interface Batch {
  /** Where the step goes on; null: the next step begins. */
  cursor: string | null;
  /** Counts by name of what was removed or rewritten. */
  removed?: Record<string, number>;
  /** How much of the task's total that was. */
  done?: number;
  /** A new, higher total. */
  total?: number;
}

export interface Step {
  name: string;
  /** Outside of any transaction, before the batch: what calls another host (I8). May run twice. */
  outside?(parts: PrivacyParts, task: PrivacyTask, subject: unknown): Promise<JsonValue>;
  /** One batch, in the transaction that moves the task on. */
  run(trx: Queryable, context: StepContext): Promise<Batch>;
}

export interface StepContext {
  task: PrivacyTask;
  subject: unknown;
  parts: PrivacyParts;
  /** What `outside` came back with. */
  outcome: JsonValue;
}

/** The job that goes on with a task, and keeps going on after kills. */
export async function planTask({ jobs }: Pick<PrivacyParts, 'jobs'>, taskId: number, trx: Queryable): Promise<void> {
  await jobs.send('privacy', { taskId }, { key: String(taskId) }, trx);
}
