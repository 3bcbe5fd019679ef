/** Runs the command line inside the test's process: the real main.ts, without a second of start each time. */
import { jest } from '@jest/globals';

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

let runs = 0;

/**
 * `lockstep <args>` with nothing in its environment but `env`. What main.ts leaves behind (exit
 * code, arguments, environment) is taken back, so that runs do not see each other.
 */
export async function lockstep(env: Record<string, string>, ...args: string[]): Promise<Ran> {
  const before = { argv: process.argv, env: process.env, exitCode: process.exitCode };
  const printed = { stdout: '', stderr: '' };
  let exited: Ran | null = null;
  const catching = (stream: 'stdout' | 'stderr') => (chunk: string | Uint8Array): boolean => {
    printed[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(catching('stdout') as never),
    jest.spyOn(process.stderr, 'write').mockImplementation(catching('stderr') as never),
    // A real exit ends everything at once: what comes after this does not count.
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      exited ??= { status: Number(code ?? 0), ...printed };
      throw new Error('the program has exited');
    }),
  ];
  process.argv = ['node', 'lockstep', ...args];
  process.env = { ...env };
  process.exitCode = 0;
  runs += 1;
  try {
    // A module runs once; another query makes it another module.
    await import(`../../src/main.ts?run=${runs}`);
    return exited ?? { status: Number(process.exitCode), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.argv = before.argv;
    process.env = before.env;
    process.exitCode = before.exitCode;
  }
}
