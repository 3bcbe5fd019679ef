/**
 * What a person does in the very moment in which the page draws, which on a slow machine is a long one: it is neither
 * taken back nor meant for something else. The page itself plays the person, so that no frame comes between.
 */
import { expect } from '@jest/globals';
import { inBrowser, visitEach } from './visit-each.ts';

const visit = visitEach({ actions: 24 });

/** Hands of the person who plays in the page. */
const HANDS = `
  /** What is waiting to be drawn, and nothing that comes after. */
  const drawn = async () => { for (let turn = 0; turn < 20; turn += 1) await null; };
  /** Until all that follows a drawing has run, too. */
  const settled = async () => { for (let turn = 0; turn < 3; turn += 1) await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))); };
  const focused = () => document.activeElement;
  const press = async (key, more = {}) => { focused().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })); await drawn(); };
  const type = (field, text) => { field.value = text; field.dispatchEvent(new InputEvent('input', { bubbles: true })); };
  const appears = (find) => new Promise((done) => {
    const look = () => { const found = find(); if (found) { watch.disconnect(); done(found); } };
    const watch = new MutationObserver(look);
    watch.observe(document, { childList: true, subtree: true });
    look();
  });
  /** What the page itself makes of a property of an element from now on. */
  const made = (element, property) => {
    const { get, set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), property);
    const values = [];
    Object.defineProperty(element, property, { get: () => get.call(element), set: (value) => { values.push(value); set.call(element, value); } });
    return values;
  };
`;

const play = <T>(script: string): Promise<T> => visit().page.evaluate<T>(`(async () => {${HANDS}${script}})()`);

inBrowser('what is typed on while the list follows the words so far stays', async () => {
  await visit().go();
  await visit().page.locator('.row').first().waitFor();
  const written = await play<string[]>(`
    const field = document.querySelector('#search');
    const written = made(field, 'value');
    const { replaceState } = history;
    history.replaceState = (...address) => {
      history.replaceState = replaceState;
      replaceState.apply(history, address);
      type(field, field.value + 'r');
      written.length = 0;
    };
    type(field, 'the');
    await appears(() => location.search === '?q=ther' || undefined);
    await settled();
    return written;`);
  expect(written).toEqual([]);
});

inBrowser('so does what is typed on in a filter of the history', async () => {
  await visit().go('/history');
  await visit().page.locator('.log-row').first().waitFor();
  const written = await play<string[]>(`
    const field = [...document.querySelectorAll('.log-filters input')][0];
    const written = made(field, 'value');
    const { replaceState } = history;
    history.replaceState = (...address) => {
      history.replaceState = replaceState;
      replaceState.apply(history, address);
      queueMicrotask(() => { type(field, 'slow'); written.length = 0; });
    };
    type(field, 'slo');
    await appears(() => location.search === '?text=slow' || undefined);
    await settled();
    return written;`);
  expect(written).toEqual([]);
});

inBrowser('who searches and is elsewhere before the list has followed is not brought back', async () => {
  const { page, go } = visit();
  await page.clock.install();
  await go();
  await page.locator('.row').first().waitFor();
  await play(`
    type(document.querySelector('#search'), 'the');
    history.pushState(null, '', '/projects/7/sync');
    dispatchEvent(new PopStateEvent('popstate'));
    await drawn();`);
  await page.clock.fastForward(1000);
  await page.locator('.figure').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/projects/7/sync');
});

inBrowser('an item that is moved twice in a row by its key moves twice', async () => {
  const { page, go } = visit();
  await go('/settings/keys');
  await page.getByRole('button', { name: 'Move Open', exact: true }).focus();
  const order = await play<string[]>(`
    await press('ArrowDown');
    await press('ArrowDown');
    return [...document.querySelectorAll('[aria-label="Statuses"] .grip')].map((grip) => grip.getAttribute('aria-label'));`);
  expect(order).toEqual(['Move In progress', 'Move Done', 'Move Open', 'Move Cancelled']);
});

inBrowser('a card on the board keeps the focus as it moves, and as it is set back', async () => {
  const { page, go, world } = visit();
  await go('?view=board');
  await page.locator('.board-card[data-action="1000"] .row-title').focus();
  const columnOfFocus = (): Promise<string | undefined> => page.evaluate<string | undefined>(`document.activeElement.closest('[data-column]')?.dataset.column`);
  await play(`await press('ArrowRight', { shiftKey: true }); await press('ArrowRight', { shiftKey: true });`);
  expect(await columnOfFocus()).toBe('done');
  await page.getByText(/moved to Done/).waitFor();
  world.answerNextUpdate(() => ({ outcome: 'refused', reason: 'the repository is archived.' }));
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByText(/was set back: the repository is archived\./).waitFor();
  expect(await columnOfFocus()).toBe('done');
});

inBrowser('a step of the setup takes the focus as it is drawn, and not from somebody who has gone on', async () => {
  const { page, go } = visit();
  await go('/setup/github');
  await page.getByText('The App may read and write issues here.').first().waitFor();
  const [taken, kept] = await play<[string, string]>(`
    const title = document.querySelector('.setup h2').textContent;
    [...document.querySelectorAll('.setup button')].find((one) => one.textContent.includes('Continue')).click();
    await appears(() => document.querySelector('.setup h2').textContent !== title || undefined);
    await drawn();
    const taken = focused().tagName;
    document.querySelector('.steps a').focus();
    await settled();
    return [taken, focused().tagName];`);
  expect([taken, kept]).toEqual(['H2', 'A']);
});

inBrowser('commands and help are there to be typed into with the key that opens them', async () => {
  const { page, go } = visit();
  await go();
  await page.locator('.row').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Commands' }).fill('new action');
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'New action' });
  await form.getByLabel('Title').fill('Made by a command');
  await form.getByRole('button', { name: 'Create action' }).click();
  await form.waitFor({ state: 'detached' });
  expect(await play<string>(`await press('k', { ctrlKey: true }); return focused().getAttribute('role');`)).toBe('combobox');
  await page.keyboard.press('Escape');
  await page.locator('.palette').waitFor({ state: 'detached' });
  expect(await play<boolean>(`await press('?'); return document.querySelector('.help').open;`)).toBe(true);
});
