import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { violationsInBothThemes } from './axe.ts';
import { hasBrowser, launch } from './browser.ts';
import { openPage } from './open-page.ts';
import type { Visit } from './open-page.ts';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

/** Every state the page can be seen in, and how to get there. */
const STATES: Record<string, (visit: Visit) => Promise<void>> = {
  'the list': async ({ go, page }) => {
    await go();
    await page.locator('.row').first().waitFor();
  },
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
  'a missing action': async ({ go, page }) => {
    await go('/actions/nope');
    await page.locator('.detail .blank').waitFor();
  },
  'the status menu': async ({ go, page }) => {
    await go();
    await page.locator('.row .status-button').first().click();
    await page.getByRole('option').first().waitFor();
  },
  'a searchable menu': async ({ go, page }) => {
    await go('?tag=bug');
    await page.getByRole('button', { name: /^Label,/ }).click();
    await page.getByRole('option').first().waitFor();
  },
  'nothing matches': async ({ go, page }) => {
    await go('?q=nothing-has-this-in-it');
    await page.locator('.blank').waitFor();
  },
  loading: async ({ go, page, world }) => {
    world.reading.mode = 'hangs';
    await go();
    await page.locator('.skeleton-row').first().waitFor();
  },
  'an error': async ({ go, page, world }) => {
    world.reading.mode = 'fails';
    await go();
    await page.locator('.blank').waitFor();
  },
  'offline, with notices': async ({ go, page, world }) => {
    await go('?status=open');
    world.answerNextUpdate(() => ({ outcome: 'refused', reason: 'the repository is archived.' }));
    await page.locator('.row .status-button').first().click();
    await page.getByRole('option', { name: 'Done' }).click();
    await page.locator('.toast').waitFor();
    await page.context().setOffline(true);
    await page.locator('.banner').waitFor();
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
    await page.getByRole('dialog', { name: 'New action' }).locator('textarea').waitFor();
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
  help: async ({ go, page }) => {
    await go();
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  },
  'no such project': async ({ page, origin }) => {
    await page.goto(`${origin}/projects/99`);
    await page.locator('.blank').waitFor();
  },
  'the projects': async ({ page, origin }) => {
    await page.goto(`${origin}/projects`);
    await page.locator('a.card').waitFor();
  },
};

/** Steps of the setup, and what shows that they are there. */
const STEPS: [step: string, shown: string][] = [
  ['github', '.line'],
  ['repositories', '.line'],
  ['sync', '.segmented'],
  ['mappings', '.source'],
  ['preview', '.preview'],
];

describeInBrowser('accessibility by axe: light and wide, dark and narrow', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test('the steps of the setup', async () => {
    const visit = await openPage(browser, { colorScheme: 'light', actions: 12 });
    try {
      for (const [step, shown] of STEPS) {
        await visit.go(`/setup/${step}`);
        await visit.page.locator(shown).first().waitFor();
        expect([step, await violationsInBothThemes(visit.page)]).toEqual([step, []]);
      }
      expect(visit.trouble).toEqual([]);
    } finally {
      await visit.close();
    }
  }, 180_000);

  test.each(Object.entries(STATES))('%s', async (_name, reach) => {
    const visit = await openPage(browser, { colorScheme: 'light', actions: 12 });
    try {
      await reach(visit);
      expect(await violationsInBothThemes(visit.page)).toEqual([]);
      expect(visit.trouble).toEqual([]);
    } finally {
      await visit.close();
    }
  });
});
