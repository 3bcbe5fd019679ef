import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, 'main.ts');

/** Simulated time is the whole process's: each simulation is one of its own. A seed that fails prints its smallest schedule. */
async function simulate(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [MAIN, ...args], { maxBuffer: 1 << 26 }).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

/** For a hung run, not a measurement. */
const LIMIT_MS = 900_000;

/** Seeds of longer runs that found something, each with its story in docs/simulation.md. */
const FOUND = ['193', '1085', '3243', '3752', '4445', '4446', '4591', '7999', '9128', '9451', '11004', '12815', '12840', '19155', '23434'];

test('I3, I4, I5, I6, I7, I8, I14: 200 schedules of edits, faults, crashes, clock jumps and upheavals come to rest with nothing lost and nothing twice', async () => {
  expect(await simulate('--seed', '16501', '--runs', '200', '--also', FOUND.join(','), '--processes', '2')).toMatch(new RegExp(`${200 + FOUND.length} schedules, \\d+ steps .*; none failed`));
}, LIMIT_MS);
