/**
 * Does a task step by step. Each batch locks the task, does its work and moves the task on in one
 * transaction: a kill repeats one batch at most, and of two runners one does it.
 */
import { findTask, endTask, lockTask, moveTask, noteTask, subjectOf, type PrivacyTask, type TaskKind } from '../../store/privacy-tasks.ts';
import { VaultError } from '../../store/vault.ts';
import { deleteProjectSteps } from './delete-project.ts';
import { disconnectSteps } from './disconnect.ts';
import { erasePersonSteps } from './erase-person.ts';
import type { PrivacyParts, Step } from './parts.ts';

const STEPS: Record<TaskKind, readonly Step[]> = { 'disconnect': disconnectSteps, 'delete-project': deleteProjectSteps, 'erase-person': erasePersonSteps };

export type OnProgress = (task: PrivacyTask) => void;

/** @returns the task when it has ended; undefined where there is none */
export async function runTask(parts: PrivacyParts, taskId: number, onProgress: OnProgress = () => {}): Promise<PrivacyTask | undefined> {
  try {
    while (await runBatchAgain(parts, taskId)) {
      const task = await findTask(parts.db, taskId);
      if (task) onProgress(task);
    }
  } catch (error) {
    if (error instanceof VaultError) await endTask(parts.db, taskId, 'The key that this task was sealed with is gone: begin it anew.');
    else {
      await noteTask(parts.db, taskId, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
  return findTask(parts.db, taskId);
}

/** deadlock_detected, serialization_failure: PostgreSQL undid the batch, and it may go again. */
const AGAIN: ReadonlySet<unknown> = new Set(['40P01', '40001']);

async function runBatchAgain(parts: PrivacyParts, taskId: number): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await runBatch(parts, taskId);
    } catch (error) {
      if (tries === 5 || !AGAIN.has((error as { code?: unknown }).code)) throw error;
    }
  }
}

/** @returns whether there is more to do */
async function runBatch(parts: PrivacyParts, taskId: number): Promise<boolean> {
  const { db, vault } = parts;
  const seen = await findTask(db, taskId);
  if (!seen || seen.state === 'done' || seen.state === 'failed') return false;
  const subject = subjectOf(vault, seen);
  const ahead = stepOf(seen);
  const outcome = (await ahead?.outside?.(parts, seen, subject)) ?? null;
  return db.transaction(async (trx) => {
    const task = await lockTask(trx, taskId);
    if (!task) return false;
    const step = stepOf(task);
    if (step === undefined) {
      await endTask(trx, taskId);
      return false;
    }
    // Somebody else took that step meanwhile: look again.
    if (step !== ahead) return true;
    const { cursor, removed = {}, done = 0, total = task.total } = await step.run(trx, { task, subject, parts, outcome });
    const sums = { ...task.removed };
    for (const [name, count] of Object.entries(removed)) sums[name] = (sums[name] ?? 0) + count;
    const next = cursor === null ? followerOf(task.kind, step) : step.name;
    await moveTask(trx, { ...task, step: next, cursor: cursor ?? '', done: task.done + done, total, removed: sums });
    return true;
  });
}

const END = 'end';

/** The step a task stands at; undefined: it is at its end. */
function stepOf({ kind, step }: PrivacyTask): Step | undefined {
  return step === '' ? STEPS[kind][0] : STEPS[kind].find(({ name }) => name === step);
}

function followerOf(kind: TaskKind, step: Step): string {
  return STEPS[kind][STEPS[kind].indexOf(step) + 1]?.name ?? END;
}
