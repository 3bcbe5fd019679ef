/**
 * Compares every mapped field of a project with GitHub (I4), 100 issues a call, and names what
 * differs. What differs is looked at twice: an edit may have been on its way. With `fix`, the issues
 * are read again with authority in between, and what then is still to be written is pushed. The
 * cursor moves in the transaction that notes the findings: broken off, the next call goes on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { GitHubError } from '../github/errors.ts';
import { NODES_AT_ONCE } from '../github/read-issues.ts';
import { announce } from '../store/live.ts';
import type { Verification } from '../store/verifications.ts';
import {
  advanceVerification, closeVerification, countPending, differingMappings, findVerification, insertFindings, mappingsToVerify, openVerification,
  projectsToVerify, pruneVerifications, replaceFindings,
} from '../store/verifications.ts';
import type { Cause, Engine } from './engine.ts';
import { refreshMappings } from './refresh.ts';
import { verifyMappings } from './verify-mappings.ts';
import { verifyUnmapped } from './verify-unmapped.ts';

export interface VerifyOptions {
  trigger: Verification['trigger'];
  /** Mend what differs. */
  fix: boolean;
  /** How long to wait for pushes that are on their way, milliseconds. */
  patienceMs?: number;
  /** Called after each step. */
  onProgress?: (verification: Verification) => void;
}

const PATIENCE_MS = 30_000;
const LOOK_MS = 100;
const RETENTION_DAYS = 30;

/**
 * Verifies a project, or goes on with the verification that was broken off.
 * @throws GitHubError that may be retried
 */
export async function verifyProject(engine: Engine, projectId: number, options: VerifyOptions, cause: Cause): Promise<Verification> {
  const { trigger, fix, patienceMs = PATIENCE_MS, onProgress } = options;
  let verification = await openVerification(engine.db, projectId, trigger, fix);
  for (;;) {
    onProgress?.(verification);
    await announce(engine.db, projectId, { health: true });
    const ids = await mappingsToVerify(engine.db, projectId, verification.cursor, NODES_AT_ONCE);
    if (ids.length === 0) break;
    await compareBatch(engine, verification, ids);
    // Another process may be at the same verification: where it is stands in the table.
    verification = (await findVerification(engine.db, verification.id)) ?? verification;
  }
  await lookAgain(engine, verification, patienceMs, cause);
  await verifyUnmapped(engine, verification, cause);
  const closed = await closeVerification(engine.db, verification.id);
  onProgress?.(closed);
  await announce(engine.db, projectId, { health: true });
  if (trigger === 'nightly' && closed.differences !== 0) engine.log.warn({ projectId, verification: closed.id, differences: closed.differences }, 'project differs from GitHub');
  return closed;
}

async function compareBatch(engine: Engine, verification: Verification, ids: readonly number[]): Promise<void> {
  const { fields, skipped, findings } = await verifyMappings(engine, ids);
  await engine.db.transaction(async (trx) => {
    const moved = await advanceVerification(trx, verification, { cursor: ids.at(-1) ?? verification.cursor, mappings: ids.length, skipped, fields });
    if (moved) await insertFindings(trx, verification, findings);
  });
}

async function lookAgain(engine: Engine, verification: Verification, patienceMs: number, cause: Cause): Promise<void> {
  const differing = await differingMappings(engine.db, verification.id);
  const batches = Array.from({ length: Math.ceil(differing.length / NODES_AT_ONCE) }, (_, index) => differing.slice(index * NODES_AT_ONCE, (index + 1) * NODES_AT_ONCE));
  if (verification.fix) for (const ids of batches) await mend(engine, ids, cause);
  await settled(engine, differing, patienceMs);
  for (const ids of batches) {
    const { findings } = await verifyMappings(engine, ids);
    await engine.db.transaction((trx) => replaceFindings(trx, verification, ids, findings));
  }
}

/** What fails for one mapping alone leaves it different, and is found so. */
async function mend(engine: Engine, ids: readonly number[], cause: Cause): Promise<void> {
  const failures = await refreshMappings(engine, ids, cause);
  const waits = [...failures.values()].find((error) => error instanceof GitHubError);
  if (waits !== undefined) throw waits;
}

/** Waits until nothing of these is to be pushed any more, or the patience ends: what then differs, differs. */
async function settled(engine: Engine, mappingIds: readonly number[], patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  while (mappingIds.length > 0 && performance.now() < end && (await countPending(engine.db, mappingIds)) > 0) await sleep(LOOK_MS);
}

/** Share of compared fields that are in step or explained, 0 to 1. */
export function accuracyOf({ fields, differences }: Pick<Verification, 'fields' | 'differences'>): number {
  return fields === 0 ? 1 : 1 - (differences ?? 0) / fields;
}

/** Asks for a verification of every project; what differs is mended. */
export async function planVerifications({ db, jobs }: Pick<Engine, 'db' | 'jobs'>): Promise<void> {
  await pruneVerifications(db, RETENTION_DAYS);
  for (const projectId of await projectsToVerify(db)) await jobs.send('verify', { projectId }, { key: String(projectId) });
}
