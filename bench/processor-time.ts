/** Processor time that processes took: on a shared machine it says more than how long something took. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux counts in ticks of 10 ms (USER_HZ; proc_pid_stat(5)). */
const TICK_US = 10_000;

interface Stat {
  parent: number;
  microseconds: number;
}

/** The name, in parentheses, may hold anything; what follows it is separated by spaces. */
function statOf(pid: number): Stat | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { parent: Number(fields[1]), microseconds: (Number(fields[11]) + Number(fields[12])) * TICK_US };
  } catch {
    // It ended in between.
    return null;
  }
}

/**
 * @returns microseconds that the process and its children, not theirs, took so far; NaN elsewhere than on Linux.
 * What children took that have ended since is missing: compare two readings between which none did.
 */
export function processorTime(pid: number): number {
  const own = statOf(pid);
  if (!own) return NaN;
  const children = readdirSync('/proc').map(Number).filter((each) => each > 0).map(statOf).filter((each) => each?.parent === pid);
  return children.reduce((sum, each) => sum + (each?.microseconds ?? 0), own.microseconds);
}

/** The pid of the PostgreSQL server in a data folder. */
export const serverPid = (folder: string): number => Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
