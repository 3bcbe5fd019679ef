/** What needs a person, where they meet it: an action in trouble, its pull requests. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { hasBrowser, launch } from './browser.ts';
import { openPage, type Visit } from './open-page.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('what needs a person', () => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    browser = await launch();
    visit = await openPage(browser, { actions: 24 });
  });
  afterAll(async () => {
    await visit.close();
    await browser.close();
  });

  test('an action whose issue has trouble says why, and has the button that mends it', async () => {
    const { page, go } = visit;
    await go('/actions/1007');
    const trouble = page.locator('.detail .trouble');
    await trouble.getByText("Accept the App's permissions on GitHub, then retry.").waitFor();
    expect(await trouble.getByRole('link', { name: 'Open on GitHub' }).getAttribute('href')).toContain('https://github.com/');
    await trouble.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('It is being tried again.').waitFor();
    await go('/actions/1004');
    await page.getByRole('link', { name: 'Resolve the conflict' }).click();
    await page.locator('.conflict').waitFor();
    expect(await page.locator('.conflict').count()).toBe(1);
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.locator('.conflict').nth(2).waitFor();
    expect(visit.trouble).toEqual([]);
  });

  test('pull requests show how far they are; one is linked and unlinked by hand', async () => {
    const { page, go } = visit;
    await go('/actions/1000');
    const pulls = page.locator('.pulls');
    await pulls.getByText('Review requested').waitFor();
    expect(await pulls.locator('.badge').allInnerTexts()).toEqual(['Review requested', 'Merged', 'Draft', 'Open', 'Approved', 'Closed']);
    await page.getByRole('button', { name: 'Link a pull request' }).click();
    await page.getByLabel('Pull request', { exact: true }).fill('twelve');
    await page.getByRole('button', { name: 'Link it' }).click();
    await page.locator('.field-error', { hasText: '"twelve" names no pull request' }).waitFor();
    await page.getByLabel('Pull request', { exact: true }).fill('https://github.com/northwind/ledger/pull/9');
    await page.keyboard.press('Enter');
    await pulls.getByText('Linked by hand').waitFor();
    await pulls.getByRole('button', { name: 'Unlink northwind/ledger#9' }).click();
    await pulls.getByText('Linked by hand').waitFor({ state: 'detached' });
    expect(visit.trouble).toEqual([]);
  });
});
