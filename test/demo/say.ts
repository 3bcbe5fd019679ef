/** How the demo talks, and how it counts what it checked. */
import { median, percentile } from '../../bench/median.ts';

export const checks = { passed: 0, failed: 0 };

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function heading(text: string): void {
  say(`\n${bold(text)}`);
}

/** One checked fact. */
export function check(fact: string, holds: boolean, detail = ''): void {
  if (holds) checks.passed += 1;
  else checks.failed += 1;
  say(`  ${holds ? green('✓') : red('✗')} ${fact}${detail === '' ? '' : dim(`  ${detail}`)}`);
}

/** Medians beside their limits, in milliseconds. */
export function table(rows: readonly (readonly [string, readonly number[], number])[]): void {
  heading('Latency');
  for (const [what, samples, limit] of rows) {
    const middle = median(samples);
    say(`  ${what.padEnd(42)} median ${ms(middle)}, p95 ${ms(percentile(samples, 0.95))}, ${samples.length} edits ${dim(`(${(middle / limit).toFixed(2)} of the ${limit} ms limit)`)}`);
  }
  say('');
}

export const ms = (milliseconds: number): string => `${milliseconds.toFixed(0).padStart(3)} ms`;

const colored = process.stdout.isTTY && !process.env['NO_COLOR'];
const style = (code: number) => (text: string): string => (colored ? `\x1b[${code}m${text}\x1b[0m` : text);
export const bold = style(1);
export const dim = style(2);
export const green = style(32);
export const red = style(31);

/** Overwrites its own line on a terminal; says only the last state elsewhere. */
export function progress(line: string, last: boolean): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K  ${line}${last ? '\n' : ''}`);
  else if (last) say(`  ${line}`);
}
