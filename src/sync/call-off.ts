/**
 * A person calls off writes that wait for GitHub. At once, none of them is pushed any more; then a job gives them up,
 * some at a time, and goes on after a kill (`give-up.ts`). What is being written at that moment is written.
 */
import { BEHIND_BRAKE } from '../store/brakes.ts';
import { markCalledOff } from '../store/call-offs.ts';
import type { Queryable } from '../store/db.ts';
import { refuseWhileEnding } from '../store/ending.ts';
import { announce } from '../store/live.ts';
import { findIntegration } from '../store/integrations.ts';
import type { Jobs } from '../queue/boss.ts';
import type { Editor } from './edit.ts';

export interface WritesToCallOff {
  projectId: number;
  /** Of these repositories only. */
  repositoryIds: readonly number[];
  /** Of these actions only; also what GitHub refused of them before, which waits for nothing else. */
  actionIds?: readonly number[];
  /** Login of whoever calls them off. */
  by: string;
}

/** Calls off what people and rules want written, that of before: what is edited from now on is pushed. @returns how many issues that concerns @throws ProjectEnding */
export async function callOffWrites({ db, jobs }: Editor, { projectId, repositoryIds, actionIds, by }: WritesToCallOff): Promise<number> {
  return db.transaction(async (trx) => {
    await refuseWhileEnding(trx, projectId);
    const integration = await findIntegration(trx, projectId);
    if (!integration) return 0;
    const ids = actionIds === undefined ? null : [...actionIds];
    const which = `m.integration_id = ? AND m.repository_id = ANY(?) AND m.state IN ('live', 'parked')
      AND CASE WHEN ?::bigint[] IS NULL THEN m.pending ELSE m.action_id = ANY(?) AND (m.pending OR m.refused IS NOT NULL) END`;
    const count = await markCalledOff(trx, { projectId, which, bindings: [integration.id, [...repositoryIds], ids, ids], by, edits: true });
    await begin(trx, jobs, { id: integration.id, projectId });
    return count;
  });
}

/** Calls off what waits behind the brake now; what people edited themselves is pushed. @param hidden repositories that whoever asks may not see @returns how many issues that concerns */
export async function discardBrake({ db, jobs }: Editor, integration: { id: number; projectId: number }, by: string, hidden: readonly number[] = []): Promise<number> {
  return db.transaction(async (trx) => {
    const which = `m.integration_id = ? AND ${BEHIND_BRAKE} AND NOT m.repository_id = ANY(?)`;
    const count = await markCalledOff(trx, { projectId: integration.projectId, which, bindings: [integration.id, [...hidden]], by, edits: false });
    await begin(trx, jobs, integration);
    return count;
  });
}

async function begin(trx: Queryable, jobs: Jobs, { id, projectId }: { id: number; projectId: number }): Promise<void> {
  await jobs.send('calloff', { integrationId: id }, { key: String(id), priority: 1 }, trx);
  await announce(trx, projectId, { health: true });
}
