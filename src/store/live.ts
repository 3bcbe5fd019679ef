/** Live updates: what changed, told to every process with the commit that changed it. */
import type { Queryable } from './db.ts';
import { run } from './db.ts';

export const LIVE_CHANNEL = 'lockstep_live';

/** What a notification carries; readers load the rest, so that it stays far below PostgreSQL's 8,000 bytes. */
export interface LiveNotice {
  id: string;
  projectId: number;
  actionIds: number[];
  /** Repositories whose pull moved on. */
  repositoryIds: number[];
  /** How the sync stands changed otherwise. */
  health: boolean;
  /** The project itself changed: its name, its statuses, its repositories, who is in it and may see what. */
  project: boolean;
}

/** Of each kind in one notification: 15 digits and a comma for each stay below the limit. */
const IDS_AT_ONCE = 200;

/** Told when the transaction commits, in the order of commits. */
export async function announce(trx: Queryable, projectId: number, changed: { actionIds?: readonly number[]; repositoryIds?: readonly number[]; health?: boolean; project?: boolean }): Promise<void> {
  const { health = false, project = false } = changed;
  const actionIds = [...(changed.actionIds ?? [])];
  const repositoryIds = [...(changed.repositoryIds ?? [])];
  if (actionIds.length === 0 && repositoryIds.length === 0 && !health && !project) return;
  do {
    await run(
      trx,
      `SELECT pg_notify(?, json_build_object('id', nextval('live_notice_id')::text, 'projectId', ?::bigint,
         'actionIds', ?::bigint[], 'repositoryIds', ?::bigint[], 'health', ?::boolean, 'project', ?::boolean)::text)`,
      [LIVE_CHANNEL, projectId, actionIds.splice(0, IDS_AT_ONCE), repositoryIds.splice(0, IDS_AT_ONCE), health, project],
    );
  } while (actionIds.length > 0 || repositoryIds.length > 0);
}
