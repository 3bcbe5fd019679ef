/** The pages that stand outside of the page: setting the App up, and what is said where that goes wrong. By axe, in both themes, on a phone too. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApp, type App } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { startGitHub, type GitHubStandIn } from '../github/start.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { NARROW, violations, WIDE } from './axe.ts';
import { hasBrowser, launch } from './browser.ts';

let app: App;
let browser: Browser;
let database: TestDatabase;
let github: GitHubStandIn;
beforeAll(async () => {
  [browser, github, database] = await Promise.all([launch(), startGitHub(), cloneDatabase()]);
  const config = loadConfig({ GITHUB_API_URL: github.apiUrl, GITHUB_WEB_URL: github.webUrl, DATABASE_URL: database.url, TOKEN_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString('base64'), PORT: '0', LOG_LEVEL: 'error' });
  app = await startApp({ config, log: silent, databaseUrl: database.url, roles: ['web'] });
});
afterAll(async () => {
  await Promise.all([browser.close(), app.stop()]);
  await Promise.all([github.close(), database.drop()]);
});

/** What axe finds, and whether anything is wider than the window. */
async function judge(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of [WIDE, NARROW]) {
      await page.setViewportSize(size);
      found.push(...(await violations(page)).map((one) => `${colorScheme}, ${size.width} wide: ${one}`));
      if (await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')) found.push(`${size.width} wide: has to be scrolled sideways`);
    }
  }
  return found;
}

(hasBrowser() ? test : test.skip)('setting the App up: the code, a wrong one, the way to GitHub, and an address that leads nowhere', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(app.publicUrl ?? '');
  expect(await judge(page)).toEqual([]);
  const go = async (code: string): Promise<void> => {
    await page.getByLabel('Code from the terminal').fill(code);
    await page.getByRole('button', { name: 'Go on' }).click();
  };
  await go('AAAA-AAAA-AAAA');
  await page.getByRole('alert').getByText('That is not the code').waitFor();
  expect(await judge(page)).toEqual([]);
  await go(app.setup?.code ?? '');
  await page.getByRole('button', { name: 'Create the GitHub App' }).waitFor();
  expect(await judge(page)).toEqual([]);
  await page.goto(`${app.publicUrl}/nowhere`);
  await page.getByRole('link').first().waitFor();
  expect(await judge(page)).toEqual([]);
  expect(await page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')).toBe('rgb(13, 17, 23)');
});
