/** The service as a process of its own, for tests that kill it. */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

/** Processes that start again and again need not compile again. */
export const COMPILED = join(tmpdir(), 'lockstep-compiled');

export interface Service {
  /** Where it listens. */
  address: string;
  pid: number;
  /** What it logged so far. */
  lines: readonly string[];
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code when it has ended, null where a signal ended it. */
  ended: Promise<number | null>;
}

/**
 * Runs `lockstep start` with both roles and waits until it listens; then it works, too.
 * @param env all of its environment but PATH
 */
export async function startService(env: Record<string, string>): Promise<Service> {
  // Away from the repository, whose .env is somebody's own.
  const child = spawn(process.execPath, [MAIN, 'start'], {
    cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED, ...env, LOG_LEVEL: 'info' },
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines: string[] = [];
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      const address = /"address":"([^"]+)".*"msg":"listening"/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  const address = await Promise.race([
    ready,
    ended.then((code) => Promise.reject(new Error(`the service ended with ${code} before it was ready:\n${lines.join('\n')}`))),
  ]);
  return { address, pid: child.pid as number, lines, kill: (signal) => void child.kill(signal), ended };
}

/**
 * A port that is free now, for a service that comes there later, or again and again. It is below those that systems lend
 * to outgoing connections: one of them could have it by then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + randomInt(10_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true))));
    if (isFree) return port;
  }
}
