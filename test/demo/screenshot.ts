/**
 * `npm run screenshots -- http://localhost:3000`: signs in to a running demo in Chromium and saves the
 * pictures of the README.
 */
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { OWNER } from './start.ts';

const FOLDER = 'docs/images';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Name of the picture, place within the project, and what is there when the screen is whole. */
const SCREENS = [['action-list', '', '.row-title'], ['board', '?view=board', '.board-card-foot'], ['dashboard', '/sync', '.chart-host svg']] as const;

const address = process.argv[2] ?? 'http://localhost:3000';
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGUMENTS });
try {
  await mkdir(FOLDER, { recursive: true });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('link', { name: /GitHub/ }).or(page.getByRole('button', { name: /GitHub/ })).first().click();
  await page.getByText(OWNER).first().click();
  await page.getByRole('searchbox').or(page.getByRole('textbox')).first().waitFor();
  const project = new URL(page.url()).pathname;
  for (const [name, place, ready] of SCREENS) {
    await page.goto(`${address}${project}${place}`);
    await page.locator(ready).first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}.png` });
    }
  }
  process.stdout.write(`saved in ${FOLDER}\n`);
} finally {
  await browser.close();
}
