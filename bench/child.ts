import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child {
  /** The first line it printed. */
  line: string;
  pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts a program of this repository and waits for the first line it prints. */
export async function startChild(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<Child> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    ended.then((code) => Promise.reject(new Error(`${file} ended with ${code} before it was ready`))),
  ]);
  return {
    line,
    pid: child.pid as number,
    kill: (signal) => void child.kill(signal),
    ended,
    async stop() {
      child.kill('SIGTERM');
      // A program without a handler of its own ends at once; one that drains takes its time.
      await ended;
    },
  };
}
