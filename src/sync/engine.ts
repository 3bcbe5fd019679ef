/** What every verb of the engine needs. */
import type { Logger } from 'pino';
import type { IntegrationSettings } from '../core/settings.ts';
import { parseSettings } from '../core/settings.ts';
import type { GitHub } from '../github/clients.ts';
import type { Jobs } from '../queue/boss.ts';
import type { Db } from '../store/db.ts';
import type { Link } from '../store/projects.ts';
import type { AsMember } from './access/as-member.ts';
import { pauseReason } from './reach.ts';

export interface Engine {
  db: Db;
  jobs: Jobs;
  github: GitHub;
  log: Logger;
  /** For writes in a member's own name; without, the App writes. */
  asMember?: AsMember;
}

/** Why something was synchronized, for the sync log. */
export interface Cause {
  trigger: 'webhook' | 'backfill' | 'poll' | 'verify' | 'refresh' | 'push' | 'edit';
  deliveryGuid: string | null;
  /** Who did it, as GitHub names them; null where the source does not say. */
  actor: string | null;
  /** When this process began to work on it, performance.now(). */
  startedAt: number;
  /** When the cause reached us, by the database's clock. */
  receivedAt: string | null;
}

/** The settings of a link's integration, with the project's own statuses. */
export function settingsOf(link: Link): IntegrationSettings {
  const parsed = parseSettings({ ...(link.settings as object), statuses: link.statuses });
  if (parsed.ok) return parsed.settings;
  const [first] = parsed.problems;
  throw new Error(`The settings of integration ${link.integrationId} are wrong at ${first?.path}: ${first?.message}`);
}

/** Whether issues of this link are synced now; what is not synced is owed nothing until it returns. */
export function isLive(link: Link): boolean {
  return pauseReason(link) === null;
}
