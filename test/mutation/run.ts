/**
 * Breaks the engine on purpose, one mutant after another, in a copy, and shows which test notices:
 * `node test/mutation/run.ts [part of a mutant's name]`. Ends with status 1 when a mutant survives.
 */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mutants } from './mutants.ts';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import type { Mutant } from './mutants.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

const jestReport = z.object({
  testResults: z.array(
    z.object({ message: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

/** What the tests said: the tests that failed, or why there is no answer. */
interface Verdict {
  killed: boolean;
  words: string;
}

async function makeCopy(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'lockstep-mutants-'));
  for (const folder of ['src', 'test', 'migrations']) await cp(join(ROOT, folder), join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'jest.config.ts']) await cp(join(ROOT, file), join(copy, file));
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  // The core needs no database.
  const transform = { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }] };
  const config = { rootDir: copy, testMatch: ['<rootDir>/test/core/**/*.test.ts'], extensionsToTreatAsEsm: ['.ts'], transform, testTimeout: 60_000 };
  await writeFile(join(copy, 'core.json'), JSON.stringify(config));
  return copy;
}

async function judge(copy: string, mutant: Mutant): Promise<Verdict> {
  const path = join(copy, 'src', mutant.file);
  const whole = await readFile(path, 'utf8');
  const times = whole.split(mutant.from).length - 1;
  if (times !== 1) return { killed: false, words: `its text stands ${times} times in ${mutant.file}` };
  await writeFile(path, whole.replace(mutant.from, () => mutant.to));
  try {
    const failed = await failingTests(copy, mutant);
    const named = failed.find((name) => name.includes(mutant.fails));
    return named === undefined ? { killed: false, words: failed[0] ?? 'SURVIVED' } : { killed: true, words: named };
  } finally {
    await writeFile(path, whole);
  }
}

/** The names of the tests that fail in the mutant's test file. */
async function failingTests(copy: string, { test, fails }: Mutant): Promise<string[]> {
  const output = join(copy, 'report.json');
  await rm(output, { force: true });
  await run(copy, ['-c', test.startsWith('core/') ? 'core.json' : 'jest.config.ts', '--silent', '--json', `--outputFile=${output}`, '-t', escape(fails), join('test', test)]);
  const { testResults } = jestReport.parse(JSON.parse(await readFile(output, 'utf8')));
  return testResults.flatMap(({ assertionResults, message }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    return failed.length === 0 && assertionResults.length === 0 ? [`did not run: ${message.slice(0, 120)}`] : failed;
  });
}

function run(copy: string, args: string[]): Promise<void> {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, ...args], { cwd: copy, stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', () => resolve());
  });
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

const wanted = process.argv[2] ?? '';
const chosen = mutants.filter(({ name }) => name.includes(wanted));
const copy = await makeCopy();
let survivors = 0;
try {
  const width = Math.max(...chosen.map(({ name }) => name.length));
  for (const mutant of chosen) {
    const { killed, words } = await judge(copy, mutant);
    if (!killed) survivors += 1;
    console.log(`${killed ? 'killed  ' : 'SURVIVED'}  ${mutant.name.padEnd(width)}  ${words}`);
  }
} finally {
  await rm(copy, { recursive: true });
}
console.log(`${chosen.length - survivors} of ${chosen.length} mutants killed by the test named for them`);
process.exitCode = survivors === 0 ? 0 : 1;
