import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import type { Action } from '../../src/http/trpc/shapes.ts';
import { until } from '../support/until.ts';
import { hasBrowser, launch } from './browser.ts';
import { openPage } from './open-page.ts';
import type { Visit } from './open-page.ts';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

/** The newest action of the fake world: open. */
const FIRST = '1000';

describeInBrowser('edits from here and from elsewhere', () => {
  let browser: Browser;
  let visit: Visit;
  const row = (id: string): Locator => visit.page.locator(`[data-action="${id}"]`);
  const status = (id: string): Locator => row(id).locator('[data-status]');
  const statusIs = (id: string, key: string): Promise<void> => row(id).locator(`[data-status="${key}"]`).waitFor();
  const choose = async (id: string, name: string): Promise<void> => {
    await status(id).click();
    await visit.page.getByRole('option', { name }).click();
  };

  /** What is shown is shown before the server has it. */
  const serverHas = (status: string): Promise<unknown> => until(`the server has "${status}"`, () => action().status === status);
  const action = (): Action => visit.world.actions.get(FIRST) as Action;

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

  describe('changing a status', () => {
    test('shows at once, before the server has answered', async () => {
      await visit.go();
      const release = visit.world.holdUpdates();
      await choose(FIRST, 'Done');
      await statusIs(FIRST, 'done');
      expect(action().status).toBe('open');
      await row(FIRST).getByText('Pushing…').waitFor();
      release();
      await row(FIRST).getByText('In step with GitHub').waitFor();
      expect(action().status).toBe('done');
    });

    test('a refused change goes back with the reason, and can be tried again', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      visit.world.answerNextUpdate(() => ({ outcome: 'refused', reason: 'the repository is archived.' }));
      await choose(FIRST, 'Done');
      await visit.page.getByText(/was set back: the repository is archived\./).waitFor();
      await statusIs(FIRST, 'open');
      await visit.page.getByRole('button', { name: 'Try again' }).click();
      await statusIs(FIRST, 'done');
      await serverHas('done');
    });

    test('someone was faster with the same field: theirs is shown, ours is offered, nothing is lost', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      visit.world.editUnheard(FIRST, { status: 'cancelled' });
      await choose(FIRST, 'Done');
      await visit.page.getByText(/was changed by someone else first \(now Cancelled\)/).waitFor();
      await statusIs(FIRST, 'cancelled');
      expect(action().status).toBe('cancelled');
      await visit.page.getByRole('button', { name: 'Apply mine' }).click();
      await statusIs(FIRST, 'done');
      await serverHas('done');
    });

    test('someone changed another field: both edits stand, nobody is asked', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      visit.world.editUnheard(FIRST, { title: 'A better title' });
      await choose(FIRST, 'Done');
      await row(FIRST).getByText('A better title').waitFor();
      await statusIs(FIRST, 'done');
      await serverHas('done');
      expect(action().title).toBe('A better title');
      expect(await visit.page.locator('.toast').count()).toBe(0);
    });

    test('two quick changes of one action both arrive, in order', async () => {
      await visit.go();
      const release = visit.world.holdUpdates();
      await choose(FIRST, 'In progress');
      await choose(FIRST, 'Done');
      release();
      await row(FIRST).getByText('In step with GitHub').waitFor();
      await statusIs(FIRST, 'done');
      expect(action()).toMatchObject({ status: 'done', version: 3 });
    });

    test('a row that no longer matches leaves, and comes back by Undo', async () => {
      await visit.go('?status=open');
      await choose(FIRST, 'Done');
      await row(FIRST).waitFor({ state: 'detached' });
      await visit.page.getByRole('button', { name: 'Undo' }).click();
      await row(FIRST).waitFor();
      await serverHas('open');
    });
  });

  describe('live', () => {
    test('an edit by someone else changes its row and is highlighted; the counts follow', async () => {
      await visit.go();
      await row('1003').waitFor();
      visit.world.edit('1003', { title: 'Renamed on GitHub', status: 'done' });
      await row('1003').getByText('Renamed on GitHub').waitFor();
      await statusIs('1003', 'done');
      await visit.page.locator('.is-touched[data-action="1003"]').waitFor();
      const done = [...visit.world.actions.values()].filter((one) => one.status === 'done').length;
      await visit.page.getByRole('link', { name: `Done ${done}` }).waitFor();
    });

    test('a new action appears on top; while reading further down it waits behind a button', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      const { id } = visit.world.create('Fresh from GitHub');
      await row(id).getByText('Fresh from GitHub').waitFor();
      expect(await row(id).getAttribute('aria-posinset')).toBe('1');
      await visit.page.getByText('321 actions', { exact: true }).waitFor();
      await visit.page.locator('.pane').evaluate((element) => element.scrollTo(0, 900));
      await row(id).waitFor({ state: 'detached' });
      const later = visit.world.create('While you were reading').id;
      await visit.page.getByRole('button', { name: 'Show 1 update' }).click();
      await visit.page.locator('.pane').evaluate((element) => element.scrollTo(0, 0));
      await row(later).waitFor();
    });

    test('a flood of new actions, as of a first sync, ends with the newest on top and a short list', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      const made = Array.from({ length: 200 }, (_, index) => visit.world.create(`Pulled ${index}`).id);
      await visit.page.getByText('520 actions', { exact: true }).waitFor();
      const last = made.at(-1) ?? '';
      await row(last).waitFor();
      expect(await row(last).getAttribute('aria-posinset')).toBe('1');
      await row(made[150] ?? '').waitFor({ state: 'detached' });
    });

    test('a removed action goes', async () => {
      await visit.go();
      await row('1002').waitFor();
      visit.world.remove('1002');
      await row('1002').waitFor({ state: 'detached' });
    });

    test('the progress of a first sync moves', async () => {
      await visit.go();
      const bar = visit.page.getByRole('progressbar', { name: /mobile-app/ });
      expect(await bar.getAttribute('value')).toBe('64');
      const repository = { id: '102', fullName: 'harbor-works/mobile-app', private: true };
      visit.world.tell({ type: 'sync.progress', data: { repository: { ...repository, sync: { state: 'pulling', pulled: 150, total: 180, error: null, again: false } } } });
      await visit.page.getByText('150 of 180').waitFor();
      visit.world.tell({ type: 'sync.progress', data: { repository: { ...repository, sync: { state: 'live', pulled: 180, total: 180, error: null, again: false } } } });
      await bar.waitFor({ state: 'detached' });
    });

    test('an edit missed for good is read again after a reset', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      visit.world.editUnheard(FIRST, { title: 'Nobody told us' });
      visit.world.tell({ type: 'reset', data: {} });
      await row(FIRST).getByText('Nobody told us').waitFor();
    });

    test('offline is said, and ends by itself', async () => {
      await visit.go();
      await row(FIRST).waitFor();
      await visit.page.context().setOffline(true);
      await visit.page.getByText(/You are offline/).waitFor();
      await visit.page.context().setOffline(false);
      await visit.page.getByText(/You are offline/).waitFor({ state: 'detached' });
    });
  });
});
