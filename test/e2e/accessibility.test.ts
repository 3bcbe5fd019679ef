import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { violationsInBothThemes } from './axe.ts';
import { hasBrowser, launch } from './browser.ts';
import { openPage } from './open-page.ts';
import type { Visit } from './open-page.ts';
import { PROJECT_ID } from './fake-services.ts';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

/** What can be met on the list, the board and an action, and how to get there; the other screens have a file of their own. */
const STATES: Record<string, (visit: Visit) => Promise<void>> = {
  'details beside the list': async ({ go, page, world }) => {
    world.edit('1000', { status: 'done', tags: ['bug'] });
    await go('/actions/1000');
    await page.locator('.history li').first().waitFor();
    await page.locator('.row').first().waitFor();
  },
  'an action in trouble': async ({ go, page }) => {
    await go('/actions/1007');
    await page.locator('.trouble .flash-attention').waitFor();
    await page.locator('.history, .detail .muted').first().waitFor();
  },
  'a field that somebody else changed meanwhile': async ({ go, page, world }) => {
    await go('/actions/1005');
    await page.getByLabel('Steps', { exact: true }).fill('Mine');
    world.edit('1005', { customFields: { steps: 'Theirs' } });
    await page.getByRole('button', { name: 'Take theirs' }).waitFor();
  },
  'the status menu': async ({ go, page }) => {
    await go();
    await page.locator('.row .status-button').first().click();
    await page.getByRole('option').first().waitFor();
  },
  'a searchable menu': async ({ go, page }) => {
    await go('?tag=bug');
    await page.getByRole('button', { name: /^Label 1 choice/ }).click();
    await page.getByRole('option').first().waitFor();
  },
  'nothing matches': async ({ go, page }) => {
    await go('?q=nothing-has-this-in-it');
    await page.locator('.blank').waitFor();
  },
  'the board beside an open action': async ({ go, page }) => {
    await go('/actions/1000?view=board');
    await page.locator('.board-card').first().waitFor();
    await page.locator('.md').waitFor();
  },
  'a description that is being written': async ({ go, page }) => {
    await go('/actions/1000');
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.locator('.editor textarea').waitFor();
  },
  'a new action': async ({ go, page }) => {
    await go();
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'New action' }).getByLabel('Description').waitFor();
  },
  'commands, with some selected': async ({ go, page }) => {
    await go();
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.locator('.bulk-bar').waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('.palette').waitFor();
  },
  'more fields for some': async ({ go, page }) => {
    await go();
    await page.locator('.row').first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'More fields' }).click();
    await page.getByRole('option', { name: 'Due date' }).waitFor();
  },
  'a day for some': async ({ go, page }) => {
    await go();
    await page.locator('.row').first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'More fields' }).click();
    await page.getByRole('option', { name: 'Due date' }).click();
    await page.getByRole('textbox', { name: 'Due date' }).waitFor();
  },
  help: async ({ go, page }) => {
    await go();
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  },
  // Last, as its notice stays.
  'offline, with notices': async ({ go, page, world }) => {
    await go('?status=open');
    world.answerNextUpdate(() => ({ outcome: 'refused', reason: 'the repository is archived.' }));
    await page.locator('.row .status-button').first().click();
    await page.getByRole('option', { name: 'Done' }).click();
    await page.locator('.toast').waitFor();
    await page.context().setOffline(true);
    await page.locator('.banner').waitFor();
  },
};

/** On a page of their own: what they leave unanswered or refused is no part of the others. */
const UNANSWERED: typeof STATES = {
  loading: async ({ go, page, world }) => {
    world.gate.set('hangs');
    await go();
    await page.locator('.skeleton-row').first().waitFor();
  },
  'an error': async ({ go, page, world }) => {
    world.gate.set('fails');
    await go();
    await page.locator('.blank').waitFor();
  },
};

describeInBrowser.each([{ what: 'what can be met', states: STATES }, { what: 'without an answer', states: UNANSWERED }])('accessibility by axe, light and wide, dark and narrow: $what', ({ states }) => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    browser = await launch();
    // One page for all of them: a fresh one for each costs more than what axe does.
    visit = await openPage(browser, { colorScheme: 'light', actions: 12 });
    await visit.visit('/projects');
  });
  beforeEach(async () => {
    visit.world.gate.set('open');
    await visit.page.keyboard.press('Escape');
    await visit.move('/projects');
    await visit.page.locator('a.card').waitFor();
  });
  afterAll(async () => {
    await visit.close();
    await browser.close();
  });

  test.each(Object.entries(states))('%s', async (_name, reach) => {
    await reach({ ...visit, go: (rest = '') => visit.move(`/projects/${PROJECT_ID}${rest}`) });
    expect(await violationsInBothThemes(visit.page)).toEqual([]);
    expect(visit.trouble).toEqual([]);
  });
});
