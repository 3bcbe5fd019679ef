import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import type { Action } from '../../src/http/trpc/shapes.ts';
import { drawn, octicons } from '../../web/src/icons.ts';
import { ATTACKS } from '../http/markdown/attacks.ts';
import { until } from '../support/until.ts';
import { hasBrowser, launch } from './browser.ts';
import { openPage } from './open-page.ts';
import type { Visit } from './open-page.ts';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

/** The newest action of the fake world: open, in harbor-works/mobile-app. */
const FIRST = '1000';
const FIRST_TITLE = 'Totals drift by one cent when a refund crosses midnight UTC';

describeInBrowser('the page', () => {
  let browser: Browser;
  let visit: Visit;
  const row = (id: string): Locator => visit.page.locator(`[data-action="${id}"]`);
  const statusIs = (id: string, key: string): Promise<void> => row(id).locator(`[data-status="${key}"]`).waitFor();

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    visit = await openPage(browser);
  });
  afterEach(async () => {
    expect(visit.trouble).toEqual([]);
    await visit.close();
  });

  describe('the list', () => {
    test('shows the project, its counts, and each action with what matters', async () => {
      await visit.go();
      await row(FIRST).getByRole('link', { name: FIRST_TITLE }).waitFor();
      await until('the title', async () => (await visit.page.title()) === 'Payments platform · Lockstep');
      expect(await row(FIRST).locator('.origin').getAttribute('href')).toBe('https://github.com/harbor-works/mobile-app/issues/400');
      const done = [...visit.world.actions.values()].filter((one) => one.status === 'done').length;
      await visit.page.getByRole('navigation', { name: 'Filter by status' }).getByRole('link', { name: new RegExp(`Done ${done}$`) }).waitFor();
      await row('1007').getByText('Needs attention').waitFor();
      await row('1001').getByText('Pushing…').waitFor();
      await row('1005').getByText('Held').waitFor();
      await row('1006').getByText('Calling off…').waitFor();
      await row('1008').locator('.row-title[dir=auto]').waitFor();
    });

    test('draws every icon, out of one picture', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      const [address = ''] = (await row(FIRST).locator('.icon use').first().getAttribute('href'))?.split('#') ?? [];
      expect(address).toMatch(/^\/assets\/icons-[\w-]{8}\.svg$/);
      for (const name of [...Object.keys(octicons), ...Object.keys(drawn)]) {
        const width = await visit.page.locator('.icon use').first().evaluate((element, href) => {
          element.setAttribute('href', href);
          return element.getBoundingClientRect().width;
        }, `${address}#${name}`);
        expect([name, width > 2]).toEqual([name, true]);
      }
    });

    test('what waits behind the brake says who it waits for', async () => {
      await visit.go('/actions/1005');
      await visit.page.getByText('Writing this to GitHub waits for a lead.').waitFor();
    });

    test('a single project opens by itself', async () => {
      await visit.page.goto(visit.origin);
      await row(FIRST).waitFor();
      await visit.page.waitForURL('**/projects/7');
    });

    test('reads on while scrolling, and draws only what is near', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      const last = [...visit.world.actions.keys()].at(-1) ?? '';
      const pane = visit.page.locator('.pane');
      while ((await row(last).count()) === 0) await pane.evaluate((element) => element.scrollBy(0, 2_000));
      await row(last).waitFor();
      expect(await visit.page.locator('.row').count()).toBeLessThan(60);
      expect(await row(last).getAttribute('aria-posinset')).toBe('320');
    });

    test('filters live in the address and survive a reload, back and forward', async () => {
      await visit.go();
      await visit.page.getByRole('link', { name: /^In progress/ }).click();
      await visit.page.getByRole('button', { name: 'Priority', exact: true }).click();
      await visit.page.getByRole('option', { name: 'Urgent' }).click();
      await visit.page.keyboard.press('Escape');
      await visit.page.getByRole('searchbox').fill('the');
      await visit.page.waitForURL('**/7?status=in_progress&priority=urgent&q=the');
      const urgent = [...visit.world.actions.values()].filter((one) => one.status === 'in_progress' && one.priority === 'urgent');
      const matching = urgent.filter((one) => [one.title, one.description, ...one.tags].some((text) => text.toLowerCase().includes('the')));
      expect(matching.length).toBeLessThan(urgent.length);
      await visit.page.getByText(`${matching.length} actions`, { exact: true }).waitFor();
      await visit.page.reload();
      await visit.page.getByText(`${matching.length} actions`, { exact: true }).waitFor();
      expect(await visit.page.getByRole('searchbox').inputValue()).toBe('the');
      await visit.page.goBack();
      await visit.page.waitForURL('**/7?status=in_progress');
      await visit.page.getByRole('button', { name: 'Clear filters' }).click();
      await visit.page.getByText('320 actions', { exact: true }).waitFor();
    });

    test('says so when nothing matches', async () => {
      await visit.go('?q=nothing-has-this-in-it');
      await visit.page.getByText('Nothing matches these filters').waitFor();
    });
  });

  describe('details', () => {
    test('open beside the list at an address of their own, and follow live edits', async () => {
      await visit.go('?status=open');
      await row(FIRST).getByRole('link', { name: FIRST_TITLE }).click();
      const detail = visit.page.getByRole('region', { name: 'Action details' });
      await detail.getByRole('heading', { name: 'What happens' }).waitFor();
      await visit.page.waitForURL(`**/projects/7/actions/${FIRST}?status=open`);
      visit.world.edit(FIRST, { tags: ['bug', 'brand-new'] }, 'octo-reviewer');
      await detail.getByText('octo-reviewer').waitFor();
      await visit.page.reload();
      await detail.getByRole('heading', { name: FIRST_TITLE }).waitFor();
      await detail.getByRole('button', { name: 'Close details' }).click();
      await detail.waitFor({ state: 'detached' });
      await visit.page.waitForURL('**/projects/7?status=open');
    });

    test('run nothing that a description holds, send nothing, and look like nothing else', async () => {
      for (const [index, attack] of ATTACKS.entries()) visit.world.actions.set(String(1000 + index), { ...(visit.world.actions.get(String(1000 + index)) as Action), description: `${attack}\n\nend ${index}`, title: attack.slice(0, 200) });
      const detail = visit.page.locator('.detail-body');
      await visit.go('/actions/1000');
      for (const index of ATTACKS.keys()) {
        const title = JSON.stringify(visit.world.actions.get(String(1000 + index))?.title);
        await until('the description', () => visit.page.evaluate<boolean>(`document.querySelector('.detail-title')?.textContent === ${title} && document.querySelector('.section-head') !== null`));
        expect(await visit.page.title()).not.toBe('pwned');
        expect(await visit.page.evaluate<string[]>("[...document.querySelectorAll('.md *')].flatMap((one) => one.getAttributeNames()).filter((name) => /^(?:on|style|src|id|name|action|srcdoc)/.test(name))")).toEqual([]);
        expect(await detail.locator('.md').locator(':is(script, style, iframe, object, embed, form, svg:not(.icon), img, link, meta, base, textarea, template, video, audio)').count()).toBe(0);
        const next = 1000 + Math.min(index + 1, ATTACKS.length - 1);
        await visit.page.evaluate(`history.pushState(null, '', '/projects/7/actions/${next}'); dispatchEvent(new PopStateEvent('popstate'))`);
      }
    });
  });

  describe('without a mouse', () => {
    test('j and k walk, Enter opens, s changes, Escape closes and returns to the row', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      const focusIsIn = (id: string): Promise<void> => visit.page.locator(`[data-action="${id}"]:focus-within`).waitFor();
      await visit.page.keyboard.press('j');
      await focusIsIn('1000');
      await visit.page.keyboard.press('j');
      await visit.page.keyboard.press('j');
      await visit.page.keyboard.press('k');
      await focusIsIn('1001');
      await visit.page.keyboard.press('s');
      await visit.page.getByRole('listbox', { name: 'Status' }).waitFor();
      await visit.page.keyboard.press('c');
      await visit.page.keyboard.press('Enter');
      await statusIs('1001', 'cancelled');
      await focusIsIn('1001');
      await row('1001').locator('.row-title').focus();
      await visit.page.keyboard.press('Enter');
      await visit.page.waitForURL(/actions\/1001/);
      await visit.page.keyboard.press('j');
      await visit.page.waitForURL(/actions\/1002/);
      await visit.page.keyboard.press('Escape');
      await visit.page.waitForURL(/projects\/7$/);
      await focusIsIn('1002');
    });

    test('/ searches, ? explains, and keys rest while typing', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      await visit.page.keyboard.press('/');
      await visit.page.keyboard.type('j?s');
      expect(await visit.page.getByRole('searchbox').inputValue()).toBe('j?s');
      await visit.page.keyboard.press('Escape');
      await visit.page.keyboard.press('?');
      const help = visit.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      await help.waitFor();
      await visit.page.keyboard.press('Escape');
      await help.waitFor({ state: 'hidden' });
    });

    test('j keeps the focused row in view, further than one page', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      const position = async () => Number(await visit.page.locator('[data-action]:focus-within').getAttribute('aria-posinset', { timeout: 0 }));
      await visit.page.keyboard.press('j');
      while ((await position()) < 60) await visit.page.keyboard.press('j');
      const [focused, head] = await Promise.all(['[data-action]:focus-within', '.list-head'].map((one) => visit.page.locator(one).boundingBox()));
      if (focused == null || head == null) throw new Error('not drawn');
      expect(focused.y).toBeGreaterThanOrEqual(head.y + head.height - 1);
      expect(focused.y + focused.height).toBeLessThanOrEqual(801);
    });
  });

  describe('the theme', () => {
    test('follows the system until one is chosen, which then outlives a reload', async () => {
      await visit.page.emulateMedia({ colorScheme: 'dark' });
      await visit.go();
      const ground = () => visit.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(await ground()).toBe('rgb(13, 17, 23)');
      await visit.page.getByRole('button', { name: /^Account/ }).click();
      await visit.page.getByRole('option', { name: 'Light theme' }).click();
      expect(await ground()).toBe('rgb(255, 255, 255)');
      await visit.page.reload();
      expect(await ground()).toBe('rgb(255, 255, 255)');
    });
  });
});
