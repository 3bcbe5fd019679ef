/** In a real browser: signing in and out, and setup with its one click, as cookies, policies and forms really behave. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setMember } from '../../src/store/members.ts';
import { startApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { hasBrowser, launch } from '../e2e/browser.ts';
import { cloneDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { startWorld, type World } from './world.ts';

let browser: Browser;
let world: World;
const inBrowser = hasBrowser() ? describe : describe.skip;

beforeAll(async () => {
  if (!hasBrowser()) return;
  [browser, world] = await Promise.all([launch(), startWorld({ service: { heartbeatMs: 40 } })]);
});
afterAll(async () => {
  if (!hasBrowser()) return;
  await browser.close();
  await world.stack.stop();
});

/** A browser of its own; what its console complains of, but for the icon that the stand-in has not. */
async function open(): Promise<{ page: Page; complaints: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico') && complaints.push(message.text())));
  return { page, complaints, close: () => context.close() };
}

inBrowser('a person', () => {
  test('signs in by the door, sees their project, signs out, and is shown the door again', async () => {
    const { page, complaints, close } = await open();
    const address = world.stack.app.publicUrl ?? '';
    await page.goto(`${address}/projects/${world.own}`);
    expect(page.url()).toBe(`${address}/sign-in?return_to=%2Fprojects%2F${world.own}`);
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('button', { name: 'Authorize as walter' }).click();
    await page.getByText('Widget falls over').first().waitFor();
    expect(page.url()).toBe(`${address}/projects/${world.own}`);
    expect(await page.getByText('Nobody must know').count()).toBe(0);
    expect(await page.evaluate<string>('document.cookie')).toBe('');
    // Later the page may be told that it is signed out before it is left, and the console complains of that.
    expect(complaints).toEqual([]);
    expect(await page.evaluate(async () => (await fetch('/api/auth/logout', { method: 'POST' })).status)).toBe(204);
    await page.goto(`${address}/projects`);
    expect(page.url()).toContain('/sign-in');
    await close();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['is no member any more', () => world.people.olivia.mutate('members.remove', { projectId: String(world.own), userId: String(world.ids.rita) })],
    ['is signed out elsewhere', () => world.stack.database.db('sessions').where({ user_id: world.ids.rita }).delete()],
  ])('who %s sees nothing of the project on the page that is open', async (_name, end) => {
    await setMember(world.stack.database.db, world.own, world.ids.rita, 'viewer');
    const { page, close } = await open();
    await page.goto(`${world.stack.app.publicUrl}/projects/${world.own}`);
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('button', { name: 'Authorize as rita' }).click();
    await page.getByText('Widget falls over').first().waitFor();
    await end();
    await page.getByRole('alert').waitFor();
    expect(await page.getByText('Widget falls over').count()).toBe(0);
    await close();
  });

  test('who says no on GitHub reads why nothing happened', async () => {
    const { page, close } = await open();
    await page.goto(`${world.stack.app.publicUrl}/`);
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'You did not sign in' }).waitFor();
    await close();
  });
});

inBrowser('an operator', () => {
  test('types the code and creates the App with one click', async () => {
    const database = await cloneDatabase();
    const { github } = world.stack;
    const app = await startApp({
      config: loadConfig({ GITHUB_API_URL: github.apiUrl, GITHUB_WEB_URL: github.webUrl, DATABASE_URL: database.url, TOKEN_ENCRYPTION_KEYS: randomBytes(32).toString('base64'), PORT: '0' }),
      log: silent, databaseUrl: database.url, roles: ['web'],
    });
    const { page, complaints, close } = await open();
    try {
      await page.goto(app.publicUrl ?? '');
      await page.getByLabel('Code from the terminal').fill(app.setup?.code.toLowerCase() ?? '');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('button', { name: 'Create the GitHub App' }).click();
      await page.getByRole('button', { name: 'Create GitHub App' }).click();
      await page.getByRole('heading', { name: 'Your App is connected' }).waitFor();
      await app.setup?.connected;
      expect(complaints).toEqual([]);
    } finally {
      await close();
      await app.stop();
      await database.drop();
    }
  });
});
