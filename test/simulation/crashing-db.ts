/** The database as a process sees it, with a point before and after each commit where it may die. */
import type { Db } from '../../src/store/db.ts';
import type { Task, Tasks } from './tasks.ts';

type Work = (trx: never) => Promise<unknown>;

interface Line {
  db: Db;
  tasks: Tasks;
  process: Task['process'];
  /** Does what a commit of the transaction brings about beside the database. */
  onCommit: (trx: object) => void;
}

export function crashingDb(line: Line): Db {
  const { db } = line;
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') return (work: Work) => transaction(line, work);
      if (name === 'raw') return (...args: unknown[]) => statement(line, () => (target.raw as (...given: unknown[]) => Promise<unknown>)(...args));
      return Reflect.get(target, name) as unknown;
    },
  });
}

async function transaction({ db, tasks, process, onCommit }: Line, work: Work): Promise<unknown> {
  const task = tasks.taskOf(process);
  await tasks.point(process, 'begin');
  task.transactions += 1;
  let ended: object = {};
  const result = await db.transaction(async (trx) => {
    ended = trx;
    const value = await work(trx as never);
    // Dies with everything done and nothing committed: PostgreSQL rolls back.
    await tasks.point(process, 'commit');
    return value;
  }).finally(() => closed(task));
  onCommit(ended);
  // Dies with everything committed and nobody told.
  await tasks.point(process, 'committed');
  return result;
}

function closed(task: Task): void {
  task.transactions -= 1;
}

/** Runs a statement outside of transactions: it commits by itself. */
export async function statement({ tasks, process }: Pick<Line, 'tasks' | 'process'>, run: () => Promise<unknown>): Promise<unknown> {
  await tasks.point(process, 'statement');
  const result = await run();
  await tasks.point(process, 'stated');
  return result;
}

