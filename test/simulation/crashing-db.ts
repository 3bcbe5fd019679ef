/** The database as a process sees it, with a point before and after each commit where it may die. */
import type { Db } from '../../src/store/db.ts';
import type { Task, Tasks } from './tasks.ts';

type Work = (trx: never) => Promise<unknown>;

interface Line {
  db: Db;
  tasks: Tasks;
  process: Task['process'];
}

export function crashingDb(db: Db, tasks: Tasks, process: Task['process']): Db {
  const line: Line = { db, tasks, process };
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') return (work: Work) => transaction(line, work);
      if (name === 'raw') return (...args: unknown[]) => statement(line, () => (target.raw as (...given: unknown[]) => Promise<unknown>)(...args));
      return Reflect.get(target, name) as unknown;
    },
  });
}

async function transaction({ db, tasks, process }: Line, work: Work): Promise<unknown> {
  const task = tasks.taskOf(process);
  await tasks.point(process, 'begin');
  task.transactions += 1;
  const result = await db.transaction(async (trx) => {
    const value = await work(trx as never);
    // Dies with everything done and nothing committed: PostgreSQL rolls back.
    await tasks.point(process, 'commit');
    return value;
  }).finally(() => closed(task));
  // Dies with everything committed and nobody told.
  await tasks.point(process, 'committed');
  return result;
}

function closed(task: Task): void {
  task.transactions -= 1;
}

async function statement({ tasks, process }: Line, run: () => Promise<unknown>): Promise<unknown> {
  await tasks.point(process, 'statement');
  const result = await run();
  await tasks.point(process, 'stated');
  return result;
}

