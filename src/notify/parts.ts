/** What telling people and other systems needs. */
import type { Logger } from 'pino';
import type { Jobs } from '../queue/boss.ts';
import type { Db } from '../store/db.ts';
import type { Vault } from '../store/vault.ts';
import type { GuardOptions } from './guard.ts';
import type { SendMail } from './mail.ts';

export interface NotifyParts {
  db: Db;
  jobs: Jobs;
  log: Logger;
  vault: Vault;
  guard: GuardOptions;
  /** null: no mail server is set. */
  mail: SendMail | null;
  /** Where people reach this service. */
  publicUrl: string;
}
