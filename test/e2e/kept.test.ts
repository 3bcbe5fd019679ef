/** What a person chose is kept, or they are told that it is not, where the server does not answer for a while. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { settingsInput } from '../../src/core/settings.ts';
import { SignInAgain } from '../../src/sync/access/user-tokens.ts';
import { hasBrowser, launch } from './browser.ts';
import { VIEWER } from './fake-services.ts';
import { until } from '../support/until.ts';
import { openPage, type Visit } from './open-page.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('what a person chose', () => {
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

  /** Requests that carry this call are not answered until the returned function is called. */
  const lose = async (page: Page, call: string): Promise<() => Promise<void>> => {
    const address = (url: URL): boolean => url.pathname.includes(call);
    await page.route(address, (route) => route.abort());
    return () => page.unroute(address);
  };

  test('a new action gets the issue that the lead chose, also where the form’s choices could not be read', async () => {
    const { page, go } = visit;
    const found = await lose(page, 'actions.form');
    await go();
    await page.getByRole('button', { name: 'New action' }).click();
    const dialog = page.getByRole('dialog', { name: 'New action' });
    await dialog.getByLabel('Title', { exact: true }).fill('Made blind');
    const sent = page.waitForRequest(/actions\.create/);
    await dialog.getByRole('button', { name: 'Create' }).click();
    const { 0: input } = (await sent).postDataJSON() as { 0: object };
    expect(input).toMatchObject({ values: { title: 'Made blind' } });
    expect(input).not.toHaveProperty('repositoryId');
    await found();
    expect(visit.trouble).toEqual([]);
  });

  test('a list that cannot be read on says so, and goes on once it can', async () => {
    const { page, go } = visit;
    await go('/history');
    const more = page.getByRole('button', { name: 'Load more' });
    await more.waitFor();
    const found = await lose(page, 'syncLog.list');
    await more.click();
    await page.getByText('The server cannot be reached').waitFor();
    await found();
    await more.click();
    await more.waitFor({ state: 'detached' });
    expect(visit.trouble).toEqual([]);
  });

  test('a step of the setup that cannot be saved says so, and is saved as soon as it can be', async () => {
    const { page, go } = visit;
    await go('/setup/sync');
    const policy = page.getByLabel('When both sides changed a field');
    const found = await lose(page, 'integrations.saveDraft');
    await policy.selectOption('github');
    await page.getByText('Your last choices are not saved yet').waitFor();
    await found();
    await page.getByText('Your choices are kept').waitFor();
    await page.reload();
    expect(await policy.inputValue()).toBe('github');
    expect(visit.trouble).toEqual([]);
  });

  test('what is changed in the setup after it was activated is saved too', async () => {
    const { page, go } = visit;
    await go('/setup/preview');
    await page.getByRole('button', { name: 'Activate the sync' }).click();
    await page.getByText('Everything is in step').waitFor();
    await page.getByRole('link', { name: 'Direction' }).click();
    const policy = page.getByLabel('When both sides changed a field');
    const saved = page.waitForResponse(/integrations\.saveDraft/);
    await policy.selectOption('ask');
    await saved;
    await page.getByText('Your choices are kept').waitFor();
    await page.reload();
    expect(await policy.inputValue()).toBe('ask');
    expect(visit.trouble).toEqual([]);
  });

  test('what is wrong with a choice and stands at no row is said beside the button that waits for it', async () => {
    const { page, go, world } = visit;
    const settings = settingsInput.parse({
      direction: 'pull',
      mappings: {
        title: { direction: 'push' },
        category: { sources: [{ from: 'issueType', types: { Bug: 'bug' } }] },
        priority: { sources: [{ from: 'labels', rules: [{ label: 'P1', value: 'high' }, { label: 'P2', value: 'no such' }], write: { high: 'gone' } }] },
      },
    });
    await world.services.integrations.saveDraft('7', { settings: JSON.parse(JSON.stringify(settings)) as Record<string, never>, repositories: [], consents: [], switches: {}, step: '' }, VIEWER);
    await go('/setup/mappings');
    const beside = page.locator('.setup-body .flash', { hasText: 'need a correction' });
    await beside.getByText(/^Title: push is not possible/).waitFor();
    // What a row shows stands there, and only there; which rows there are is known once they are drawn.
    await page.locator('.source .field-error', { hasText: 'no such' }).waitFor();
    await page.locator('.source .field-error', { hasText: 'no rule reads the label "gone" as "high"' }).waitFor();
    await beside.getByText(/no such|gone|issue type/).first().waitFor({ state: 'detached' });
    const type = page.getByRole('group', { name: 'Issue type' });
    await type.getByText(/the issue type is already used by/).waitFor();
    await type.getByRole('button', { name: 'Let it stand for this field alone' }).click();
    await type.getByText('it is not synced as a field of its own').waitFor();
    await type.locator('.flash').waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    expect(visit.trouble).toEqual([]);
  });

  /** What carries this call is answered only after the returned function is called. */
  const hold = async (page: Page, call: string): Promise<() => void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route((url) => url.pathname.includes(call), async (route) => {
      await promise;
      await route.continue();
    });
    return resolve;
  };

  test('a second choice, made while the first is still under way, is sent after it', async () => {
    const { page, go, world } = visit;
    await go('/settings/alerts');
    await page.getByLabel('Send to').selectOption('maren@holt.example');
    const boxes = page.getByRole('group', { name: 'Tell of' }).first();
    await boxes.waitFor();
    let release = await hold(page, 'alerts.setPreferences');
    await boxes.getByLabel('Sync paused').check();
    await boxes.getByLabel('Writes held back').check();
    await boxes.getByLabel('Access lost').uncheck();
    release();
    const kinds = async (): Promise<readonly string[]> => (await world.services.alerts.preferences(VIEWER)).kinds;
    await until('every choice', async () => !(await kinds()).includes('access.lost'));
    expect(await kinds()).toEqual(['integration.paused', 'conflict.opened', 'brake.on']);

    await go('/settings/people');
    release = await hold(page, 'members.setRole');
    await page.getByLabel('Role of yuki.tanaka').selectOption('viewer');
    await page.getByLabel('Role of noam').selectOption('member');
    release();
    await until('both roles', async () => (await world.services.members.list('7')).map(({ role }) => role).join() === 'lead,viewer,member');

    await go('/conflicts');
    await page.locator('.conflict').nth(2).waitFor();
    release = await hold(page, 'conflicts.resolve');
    await page.keyboard.press('j');
    // The same key twice settles once.
    for (const key of ['g', 'g', 'j', 'l']) await page.keyboard.press(key);
    release();
    await page.locator('.conflict').nth(1).waitFor({ state: 'detached' });
    expect((world.services.conflicts as unknown as { settled: unknown }).settled).toEqual([
      { ids: ['1'], decision: { take: 'github' } }, { ids: ['2'], decision: { take: 'lockstep' } },
    ]);
    expect(visit.trouble).toEqual([]);
  });

  test('who has to sign in again is told so on every screen, with the button', async () => {
    const { page, go, world } = visit;
    const { account, repositories } = world.services;
    repositories.linkable = () => Promise.reject(new SignInAgain());
    await go('/setup/repositories');
    const door = page.locator('.blank').getByRole('link', { name: 'Sign in with GitHub' });
    await door.waitFor();
    expect(await door.getAttribute('href')).toContain(encodeURIComponent('/projects/7/setup/repositories'));
    await page.locator('.banner').getByRole('link', { name: 'Sign in with GitHub' }).waitFor();
    account.mustSignIn = async () => true;
    await go('/sync');
    await page.locator('.banner').getByText('GitHub can no longer be asked in your name').waitFor();
    account.mustSignIn = async () => false;
    expect(visit.trouble).toEqual([]);
  });
});
