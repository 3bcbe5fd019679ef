/**
 * `npm run bench`: the performance table. Every figure stands beside a peer or a limit measured in the
 * same run, because shared machines are noisy; the ratio is what counts.
 */
import { cpus } from 'node:os';
import { startBenchDatabase } from './database.ts';
import { median, percentile } from './median.ts';
import { benchReceive } from './receive.ts';
import { benchSync } from './sync.ts';

interface Row {
  what: string;
  measured: string;
  beside: string;
  ratio: number;
  bar: string;
}

const database = await startBenchDatabase();
try {
  process.stdout.write(`Node ${process.version}, ${cpus().length} cores, embedded PostgreSQL with fsync on\n\n`);
  const { lockstep, verifyOnly, probot } = await benchReceive(database);
  const sync = await benchSync(database);
  const rate = (value: number): string => `${value.toFixed(0)}/s`;
  const time = (samples: readonly number[]): string => `${median(samples).toFixed(0)} ms (p95 ${percentile(samples, 0.95).toFixed(0)})`;
  print([
    { what: 'deliveries committed and acknowledged', measured: rate(lockstep.rate), beside: `plain Probot app ${rate(probot.rate)}`, ratio: lockstep.rate / probot.rate, bar: 'at least 2.5' },
    { what: '', measured: rate(lockstep.rate), beside: `verify only ${rate(verifyOnly.rate)}`, ratio: lockstep.rate / verifyOnly.rate, bar: 'at least 0.4' },
    { what: 'processor time of one', measured: `${lockstep.time.toFixed(0)} µs`, beside: `plain Probot app ${probot.time.toFixed(0)} µs`, ratio: lockstep.time / probot.time, bar: 'none' },
    { what: 'issues pulled', measured: rate(sync.backfill), beside: 'limit 60/s', ratio: sync.backfill / 60, bar: 'at least 1' },
    { what: 'edit on GitHub to action committed', measured: time(sync.toAction), beside: 'limit 100 ms', ratio: median(sync.toAction) / 100, bar: 'at most 1' },
    { what: 'action changed to write at GitHub', measured: time(sync.toGitHub), beside: 'limit 150 ms', ratio: median(sync.toGitHub) / 150, bar: 'at most 1' },
  ]);
} finally {
  await database.close();
}

function print(rows: readonly Row[]): void {
  const lines = [['what', 'measured', 'beside', 'ratio', 'bar'], ...rows.map((row) => [row.what, row.measured, row.beside, row.ratio.toFixed(2), row.bar])];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of lines) process.stdout.write(`${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`);
}
