/**
 * `npm run simulate -- --seed N --runs M [--also A,B] [--processes P] [--twice] [--keep-going]`: runs the schedules
 * of the seeds N to N + M - 1, and of A and B. A failing seed prints its violations and the trace of its smallest failing
 * schedule; the status is 1 then.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDb } from '../../src/store/db.ts';
import { startEmbedded } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';
import { runSeeds, type SeedsOptions, type SeedsResult } from './seeds.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '200' },
    also: { type: 'string', default: '' },
    processes: { type: 'string', default: '1' },
    /** Runs each schedule twice and compares the traces. */
    twice: { type: 'boolean', default: false },
    /** Goes on after a failing seed, and shrinks none. */
    'keep-going': { type: 'boolean', default: false },
    /** Prints the whole trace of each run. */
    trace: { type: 'boolean', default: false },
  },
});

const started = performance.now();
const children: ChildProcess[] = [];
const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-simulation-'));
const server = await startEmbedded({ dataDir, database: 'simulation', settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'jit=off', 'plan_cache_mode=force_generic_plan'] });
// Broken off, it leaves no server behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
try {
  await migrate(server.url);
  const range = Array.from({ length: Number(values.runs) }, (_, index) => Number(values.seed) + index);
  const results = await runAll([...range, ...values.also.split(',').filter(Boolean).map(Number)], Number(values.processes));
  const runs = results.reduce((sum, each) => sum + each.runs, 0);
  const failed = results.flatMap((each) => each.failed);
  const seconds = (performance.now() - started) / 1000;
  console.log(`${runs} schedules, ${results.reduce((sum, each) => sum + each.steps, 0)} steps in ${seconds.toFixed(0)} s (${((seconds / runs) * 1000).toFixed(0)} ms each); ${failed.length === 0 ? 'none failed' : `failed: ${failed.join(', ')}`}`);
  process.exitCode = failed.length === 0 && runs > 0 ? 0 : 1;
} finally {
  await cleanUp();
}

async function cleanUp(): Promise<void> {
  for (const child of children) child.kill();
  await server.stop();
  for (const left of [dataDir, server.folder, `${server.folder}.password`]) await rm(left, { recursive: true, force: true });
}

/** Cuts the seeds into equal parts, one a process, each with a database of its own. */
async function runAll(seeds: readonly number[], processes: number): Promise<SeedsResult[]> {
  const base = server.url.replace(/\/[^/]*$/, '');
  const each = Math.ceil(seeds.length / processes);
  const parts = Array.from({ length: processes }, (_, index): SeedsOptions => ({
    url: `${base}/simulation_${index}`, seeds: seeds.slice(index * each, (index + 1) * each),
    twice: values.twice, keepGoing: values['keep-going'], trace: values.trace,
  })).filter((part) => part.seeds.length > 0);
  const admin = createDb(`${base}/postgres`, 'lockstep-simulation', 1);
  for (const [index] of parts.entries()) await admin.raw(`CREATE DATABASE simulation_${index} TEMPLATE simulation`);
  await admin.destroy();
  const [only] = parts;
  return parts.length === 1 && only ? [await runSeeds(only)] : Promise.all(parts.map(inProcess));
}

function inProcess(options: SeedsOptions): Promise<SeedsResult> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'child.ts'));
  children.push(child);
  child.send(options);
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as SeedsResult));
    child.once('exit', (code) => reject(new Error(`a process of the simulation ended with ${code}`)));
  });
}
