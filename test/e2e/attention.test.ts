/** What needs a person, where they meet it: an action in trouble, its pull requests, alerts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { until } from '../support/until.ts';
import { hasBrowser, launch } from './browser.ts';
import { VIEWER } from './fake-services.ts';
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

  test('an issue that could not be created is asked for once more', async () => {
    const { page, go, world } = visit;
    await go('/actions/1009');
    world.edit('1009', { issueCreation: { repository: 'harbor-works/ledger', state: 'refused', note: 'GitHub: issues are switched off here.' } });
    const trouble = page.locator('.detail .trouble');
    await trouble.getByText('GitHub: issues are switched off here.').waitFor();
    await trouble.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('Its issue is being created in harbor-works/ledger.').waitFor();
    expect(world.actions.get('1009')?.issueCreation?.state).toBe('planned');
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

  test('the history of the sync calls the project’s own fields by their names; one that is no more has its key', async () => {
    const { page, go } = visit;
    await go('/history?text=ledger');
    await page.getByText('northwind/payments-api#462 · Team, gone').waitFor();
    await page.getByRole('button', { name: /Move the ledger/ }).click();
    await page.locator('.log-detail').getByRole('heading', { name: 'Team' }).waitFor();
  });

  test('a repository says how much of it was given up', async () => {
    const { page, go } = visit;
    await go('/sync');
    await page.locator('.health-card', { hasText: 'northwind/checkout-web' }).getByText('2 events and 1 issue given up').waitFor();
    expect(await page.locator('.health-card').getByText('given up').count()).toBe(1);
  });

  test('a lead reads alerts, chooses by which ways they come, and sees why a message failed', async () => {
    const { page, go } = visit;
    await go('/settings/alerts');
    await page.getByRole('button', { name: 'Mark as read: 2 conflicts of acme/widgets' }).click();
    await page.getByRole('button', { name: 'Mark as read: 2 conflicts of acme/widgets' }).waitFor({ state: 'detached' });
    await page.getByLabel('Send to').selectOption('maren@holt.example');
    await page.getByLabel('Events given up').check();
    await until('the choice is kept', async () => {
      const { email, kinds } = await visit.world.services.alerts.preferences(VIEWER);
      return email === 'maren@holt.example' && kinds.includes('delivery.parked');
    });
    expect(visit.trouble).toEqual([]);
  });

  test('an outgoing webhook is added, tried, switched off and deleted; its secret is shown once', async () => {
    const { page, go } = visit;
    await go('/settings/alerts');
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    await page.getByLabel('Address').fill('http://example.org/hook');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.field-error', { hasText: 'must begin with https' }).waitFor();
    await page.getByLabel('Address').fill('https://example.org/hook');
    await page.getByRole('dialog').getByLabel('Conflicts').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw').waitFor();
    await page.getByRole('button', { name: 'Test: https://chat.example.org/hooks/1' }).click();
    await page.locator('.webhook .flash', { hasText: 'status 500' }).waitFor();
    await page.getByRole('button', { name: 'Messages: https://chat.example.org/hooks/1' }).click();
    await page.getByRole('cell', { name: 'The address answered with status 500.' }).waitFor();
    await page.getByRole('button', { name: 'Send again what was given up' }).click();
    await page.getByRole('cell', { name: 'Waiting' }).waitFor();
    await page.getByRole('button', { name: 'Edit: https://example.org/hook' }).click();
    await page.getByLabel('Send messages').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.webhook', { hasText: 'https://example.org/hook' }).getByText('Off', { exact: true }).waitFor();
    await go('/settings/alerts');
    await page.getByRole('button', { name: 'Delete: https://example.org/hook' }).click();
    expect(await page.getByText('whsec_').count()).toBe(0);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('list', { name: 'To other systems' }).getByText('https://example.org/hook').waitFor({ state: 'detached' });
    expect(visit.trouble).toEqual([]);
  });

  test('a conflict leads to who wins its field from now on, through the settings', async () => {
    const { page, go, world } = visit;
    await go('/conflicts');
    await page.getByRole('button', { name: 'From now on: who wins Tags' }).click();
    const dialog = page.getByRole('dialog', { name: 'When both change tags' });
    expect(await dialog.getByRole('combobox').inputValue()).toBe('github');
    await dialog.getByRole('combobox').selectOption('Lockstep wins');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. It holds for tags from now on.').waitFor();
    const settings = (await world.services.integrations.get('7', VIEWER))?.settings;
    expect(settings?.mappings.tags.conflictPolicy).toBe('lockstep');
    expect(settings?.mappings.title.conflictPolicy).toBeUndefined();
    expect(visit.trouble).toEqual([]);
  });
});
