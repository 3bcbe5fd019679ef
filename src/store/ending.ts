/** A project that is being disconnected or deleted: nothing may begin there that the task would have to end again. */
import type { Queryable } from './db.ts';
import { run } from './db.ts';
import { openTasks, type TaskKind } from './privacy-tasks.ts';

/** Its message is for people. */
export class ProjectEnding extends Error {
  override name = 'ProjectEnding';
  constructor(kind: TaskKind) {
    super(kind === 'delete-project' ? 'This project is being deleted.' : 'This project is being disconnected from GitHub: wait until that has ended (its settings show how far it is), then connect it anew.');
  }
}

/**
 * For whatever sets a sync up or going, in the transaction that does it. Holds the project's row, as whoever begins to end
 * the project does: of the two, one sees the other.
 * @throws ProjectEnding
 */
export async function refuseWhileEnding(trx: Queryable, projectId: number): Promise<void> {
  await run(trx, 'SELECT 1 FROM projects WHERE id = ? FOR NO KEY UPDATE', [projectId]);
  const [task] = await openTasks(trx, { projectId });
  if (task) throw new ProjectEnding(task.kind);
}
