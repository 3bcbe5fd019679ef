/**
 * `npm run lighthouse`: starts the demo, signs in, and has Lighthouse judge the main screens in Debian's
 * Chromium, as the phone that it imitates unless told otherwise. Prints each score beside its bar; status 1 where one misses.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import lighthouse, { type Result } from 'lighthouse';
import { chromium } from 'playwright-core';
import { pullEverything } from '../test/demo/pull.ts';
import { OWNER, startDemo, type Demo } from '../test/demo/start.ts';
import { median } from './median.ts';

const BARS: Record<string, number> = { performance: 95, accessibility: 100, 'best-practices': 100 };

/** A busy machine slows a run down by accident, never speeds it up; the median of three says what the page is like. */
const RUNS = 3;

const { values } = parseArgs({ options: { port: { type: 'string', default: '3311' }, save: { type: 'string' } } });

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** What kept a score from 100, one line each. */
function findings({ audits, categories }: Result, category: string): string[] {
  return (categories[category]?.auditRefs ?? [])
    .filter(({ id, weight }) => weight > 0 && audits[id]?.score !== null && (audits[id]?.score ?? 1) < 0.9)
    .map(({ id }) => `    ${id}: ${audits[id]?.title ?? ''} ${audits[id]?.displayValue ?? ''}`);
}

/** Measures every screen. @returns whether each score meets its bar */
async function judge({ address, projectId }: Demo, profile: string): Promise<boolean> {
  const port = await freePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [`--remote-debugging-port=${port}`, '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await context.newPage();
    await page.goto(address);
    await page.getByRole('link', { name: /GitHub/ }).or(page.getByRole('button', { name: /GitHub/ })).first().click();
    await page.getByText(OWNER).first().click();
    await page.getByRole('link', { name: /Northwind/ }).or(page.locator('.row')).first().waitFor();
    await page.goto('about:blank');
    const screens = { list: '', dashboard: '/sync', wizard: '/setup/mappings' };
    let met = true;
    process.stdout.write(`\n${'screen'.padEnd(12)}${Object.entries(BARS).map(([name, bar]) => `${name} (≥ ${bar})`.padEnd(26)).join('')}\n`);
    for (const [screen, path] of Object.entries(screens)) {
      const results: Result[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const answer = await lighthouse(`${address}/projects/${projectId}${path}`, { port, disableStorageReset: true, logLevel: 'error', onlyCategories: Object.keys(BARS) });
        if (answer === undefined) throw new Error(`Lighthouse gave no answer for the ${screen}.`);
        if (answer.lhr.runtimeError !== undefined) throw new Error(`Lighthouse could not load the ${screen}: ${answer.lhr.runtimeError.message}`);
        results.push(answer.lhr);
        if (values.save !== undefined) await writeFile(join(values.save, `${screen}-${run}.json`), JSON.stringify(answer.lhr));
      }
      const scores = Object.entries(BARS).map(([name, bar]) => {
        const score = median(results.map(({ categories }) => Math.round((categories[name]?.score ?? 0) * 100)));
        met &&= score >= bar;
        return { name, score, missed: score < bar };
      });
      process.stdout.write(`${screen.padEnd(12)}${scores.map(({ score, missed }) => `${score}${missed ? '  MISSED' : ''}`.padEnd(26)).join('')}\n`);
      const last = results.at(-1);
      for (const { name, missed } of scores) if (missed && last !== undefined) process.stdout.write(`${findings(last, name).join('\n')}\n`);
    }
    return met;
  } finally {
    await context.close();
  }
}

const demo = await startDemo(Number(values.port));
const profile = await mkdtemp(join(tmpdir(), 'lockstep-lighthouse-'));
try {
  await pullEverything(demo);
  if (!(await judge(demo, profile))) process.exitCode = 1;
} finally {
  await demo.stop();
  await rm(profile, { recursive: true, force: true });
}
