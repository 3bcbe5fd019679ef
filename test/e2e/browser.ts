import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** How many times slower every page is to run than the machine could, so that what depends on a moment shows. */
const SLOWER = Number(process.env['LOCKSTEP_SLOW_PAGE'] ?? 1);

/** What is waited for longer never comes. */
const HUNG_MS = 120_000;

/**
 * Whether the browser tests can run. Without a browser they are skipped with a loud line, but
 * never in CI: there a missing browser is a failure.
 */
export function hasBrowser(): boolean {
  if (existsSync(CHROMIUM)) return true;
  const missing = `There is no Chromium at ${CHROMIUM} (set CHROMIUM to its path): the page was NOT tested in a browser.`;
  if (process.env['CI'] !== undefined && process.env['CI'] !== '') throw new Error(missing);
  console.warn(`\n!!! ${missing}\n`);
  return false;
}

export async function launch(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(HUNG_MS);
    const newPage = context.newPage.bind(context);
    context.newPage = async () => {
      const page = await newPage();
      if (SLOWER > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
      return page;
    };
    return context;
  };
  return browser;
}
