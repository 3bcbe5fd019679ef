/** The setup as a lead meets it: from nothing to a live sync, in the real service against the stand-in. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { hasBrowser, launch } from './browser.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('the setup', () => {
  let browser: Browser;
  let stack: Stack;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    [browser, stack] = await Promise.all([launch(), startStack({ service: { limits: { signIn: 100_000, apiAddress: 100_000, apiPerson: 100_000 } } })]);
    const { control } = stack.github;
    control.createRepository({ by: 'olivia', owner: 'acme', name: 'secret', private: true });
    control.createIssue({ by: 'olivia', repository: 'acme/secret', title: 'Nobody must know', body: '' });
    await stack.app.jobs.send('discover', {});
    await until('the private repository is known', () => stack.database.db('repositories').where({ name: 'secret' }).first());
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })).newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => void (/Content Security Policy|Trusted/i.test(message.text()) && complaints.push(message.text())));
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });

  const on = (): Promise<void> => page.getByRole('button', { name: 'Continue' }).click();
  const heading = (name: string): Promise<void> => page.getByRole('heading', { name, level: 2 }).waitFor();

  test('goes from a new project to a live sync, and a reload in the middle loses nothing', async () => {
    await page.goto(`${stack.app.publicUrl}/projects/new`);
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('button', { name: 'Authorize as olivia' }).click();
    await page.getByLabel('Project name').fill('Payments platform');
    await page.getByRole('button', { name: 'Create project' }).click();

    await heading('Where are the issues?');
    await page.getByText('The App may read and write issues here.').first().waitFor();
    await on();

    await heading('Which repositories?');
    await page.getByLabel('acme/widgets').check();
    await page.getByLabel('acme/secret').click();
    const consent = page.getByRole('dialog', { name: 'acme/secret is private' });
    await consent.getByText(/stored as actions of “Payments platform”/).waitFor();
    await consent.getByRole('button', { name: 'Link it' }).click();
    await page.getByText('2 repositories chosen').waitFor();
    await on();

    await heading('Which way, and which issues?');
    await page.getByLabel('When both sides changed a field').selectOption('ask');
    await page.getByText('Your choices are kept').waitFor();
    await page.reload();
    expect(await page.getByLabel('When both sides changed a field').inputValue()).toBe('ask');
    await on();

    await heading('What means what?');
    await page.getByText(/^Looked at/).waitFor();
    // A label that is in use is counted; one that no repository has is said to be missing where it stands.
    await page.getByText(/^on \d+ issues?$/).first().waitFor();
    const label = page.getByLabel('Label', { exact: true }).first();
    const before = await label.inputValue();
    await label.fill('nobody has this');
    await page.getByText('in none of the repositories looked at').waitFor();
    await label.fill(before);
    await on();

    await heading('What would happen?');
    await page.getByText(/actions? from \d+ issues?/).waitFor();
    await page.getByText('Nobody must know').waitFor();
    // By the name, not by the key.
    await page.locator('.values div', { hasText: /^StatusOpen$/ }).first().waitFor();
    expect(await stack.database.db('actions').select('id')).toEqual([]);
    await page.goBack();
    await heading('What means what?');
    await page.goForward();
    await page.getByRole('button', { name: 'Activate the sync' }).click();

    await heading('The first sync');
    await page.getByText('Everything is in step').waitFor();
    await page.getByRole('link', { name: 'Go to the actions' }).click();
    await page.getByText('Nobody must know').waitFor();
    const { settings } = (await stack.database.db<{ settings: { conflictPolicy: string } }>('github_integrations').first('settings')) ?? {};
    expect(settings?.conflictPolicy).toBe('ask');
    expect(complaints).toEqual([]);
  });

  test('settings say what a change would do before it is saved, and are ordered without a mouse', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Statuses and words' }).click();
    const statuses = page.getByRole('list', { name: 'Statuses' });
    await statuses.getByRole('button', { name: 'Move Open', exact: true }).press('ArrowDown');
    await page.getByText('Open is now 2 of 4').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'What would this change do?' }).click();
    const dialog = page.getByRole('dialog', { name: 'What this change would do' });
    await dialog.getByText('0 actions here would change. 0 issues on GitHub would be written to.').waitFor();
    await dialog.getByText(/actions? from \d+ issues?/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('The settings are saved.').waitFor();
    const saved = await stack.database.db<{ statuses: { key: string }[] }>('projects').first('statuses');
    expect(saved?.statuses.map(({ key }) => key).slice(0, 2)).toEqual(['in_progress', 'open']);
    expect(complaints).toEqual([]);
  });
});
