/** What a person is writing is lost neither by a look elsewhere nor by what others do meanwhile. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { until } from '../support/until.ts';
import { hasBrowser, launch } from './browser.ts';
import { openPage, type Visit } from './open-page.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;
const ID = '1000';

inBrowser('what is being written', () => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => void (browser = await launch()));
  beforeEach(async () => void (visit = await openPage(browser, { actions: 24 })));
  afterEach(async () => {
    expect(visit.trouble).toEqual([]);
    await visit.close();
  });
  afterAll(() => browser.close());
  const page = () => visit.page;
  const detail = () => page().locator('.detail');
  const open = async (): Promise<void> => {
    await visit.go(`/actions/${ID}`);
    await detail().getByRole('heading', { name: 'History' }).waitFor();
  };
  const write = async (words: string): Promise<void> => {
    await detail().getByRole('button', { name: 'Edit', exact: true }).click();
    await detail().getByLabel('Description', { exact: true }).last().fill(words);
  };
  const written = () => detail().locator('textarea[aria-label="Description"]');

  test('a description waits while another row is looked at and the page is loaded anew, and takes the focus from nobody', async () => {
    await open();
    await write('Half a sentence');
    await page().locator('[data-action="1001"] .row-title').click();
    await page().waitForURL(/actions\/1001/);
    await page().locator(`[data-action="${ID}"] .row-title`).click();
    await written().waitFor();
    expect(await written().inputValue()).toBe('Half a sentence');
    expect(await page().evaluate<boolean>('document.activeElement.matches("textarea")')).toBe(false);
    await page().reload();
    await written().waitFor();
    expect(await written().inputValue()).toBe('Half a sentence');
    await detail().getByRole('button', { name: 'Save', exact: true }).click();
    await written().waitFor({ state: 'detached' });
    expect(visit.world.actions.get(ID)?.description).toBe('Half a sentence');
    expect(await page().evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('draft')))).toEqual([]);
  });

  test('nobody else who signs in finds it', async () => {
    await open();
    await write('Meant for me');
    await page().evaluate(() => sessionStorage.setItem('lockstep.viewer', 'somebody-else'));
    await open();
    await detail().getByRole('button', { name: 'Edit', exact: true }).waitFor();
    expect(await page().evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Meant for me');
  });

  test.each(['Save mine over it', 'Take theirs'])('a title that somebody else changes meanwhile is theirs or mine as the person says: %s', async (answer) => {
    await open();
    await detail().getByRole('button', { name: 'Edit title' }).click();
    const title = detail().getByLabel('Title', { exact: true });
    await title.fill('My name for it');
    visit.world.edit(ID, { title: 'Their name for it' });
    await detail().getByText('Somebody else made it “Their name for it” while you were writing.').waitFor();
    await title.press('Enter');
    expect(visit.world.actions.get(ID)?.title).toBe('Their name for it');
    await detail().getByRole('button', { name: answer }).click();
    await title.waitFor({ state: 'detached' });
    const name = answer === 'Take theirs' ? 'Their name for it' : 'My name for it';
    await detail().getByRole('heading', { name }).waitFor();
    await until('it is saved', async () => visit.world.actions.get(ID)?.title === name);
  });

  test('a title that could not be saved is still there', async () => {
    await open();
    await page().route(/actions\.update/, (route) => route.abort());
    await detail().getByRole('button', { name: 'Edit title' }).click();
    const title = detail().getByLabel('Title', { exact: true });
    await title.fill('Nearly lost');
    await title.press('Enter');
    await page().getByText(/was set back/).waitFor();
    await until('it is back', async () => (await title.inputValue()) === 'Nearly lost');
  });

  test.each(['Save mine over it', 'Take theirs'])('a field that somebody else changes while it is typed into keeps what is typed, and asks: %s', async (answer) => {
    await open();
    const steps = detail().getByLabel('Steps', { exact: true });
    await steps.press('End');
    await steps.pressSequentially('three');
    visit.world.edit(ID, { customFields: { steps: 'Theirs' }, title: 'So that it is seen' });
    await detail().getByText('Somebody else made it “Theirs” while you were writing.').waitFor();
    await steps.pressSequentially(' times');
    const mine = await steps.inputValue();
    expect(mine).toContain('three times');
    // Leaving it writes over nothing.
    await steps.press('Control+Enter');
    expect(visit.world.actions.get(ID)?.customFields['steps']).toBe('Theirs');
    await detail().getByRole('button', { name: answer }).click();
    await detail().getByRole('button', { name: answer }).waitFor({ state: 'detached' });
    const expected = answer === 'Take theirs' ? 'Theirs' : mine;
    await until('it is saved', async () => visit.world.actions.get(ID)?.customFields['steps'] === expected);
    expect(await steps.inputValue()).toBe(expected);
  });

  test('a field that could not be saved, or was not yet, is still there after the page is loaded anew', async () => {
    await open();
    await page().route(/actions\.update/, (route) => route.abort());
    const estimate = detail().getByLabel('Estimate', { exact: true });
    await estimate.fill('8');
    await estimate.press('Control+Enter');
    await page().getByText(/was set back/).waitFor();
    await until('it is back', async () => (await estimate.inputValue()) === '8');
    await page().unroute(/actions\.update/);
    await page().reload();
    await detail().getByText('Not saved yet.').waitFor();
    expect(await estimate.inputValue()).toBe('8');
    await detail().getByRole('button', { name: 'Save', exact: true }).click();
    await until('it is saved', async () => visit.world.actions.get(ID)?.customFields['estimate'] === 8);
    await detail().getByText('Not saved yet.').waitFor({ state: 'detached' });
    const due = detail().getByLabel('Due date', { exact: true });
    await due.fill('2027-08-09');
    await until('the date', async () => visit.world.actions.get(ID)?.dueDate === '2027-08-09');
    await due.press('Backspace');
    await detail().getByText('That is no whole date.').waitFor();
    await due.press('Escape');
    await detail().getByText('That is no whole date.').waitFor({ state: 'detached' });
    await until('the date is whole again', async () => (await due.inputValue()) === '2027-08-09');
    expect(visit.world.actions.get(ID)?.dueDate).toBe('2027-08-09');
  });

  test('a new action waits behind Escape, is given up by Cancel, and has every field of the project', async () => {
    await visit.go();
    const form = page().getByRole('dialog', { name: 'New action' });
    const begin = () => page().getByRole('button', { name: 'New action' }).click();
    await begin();
    await form.getByLabel('Title', { exact: true }).fill('With everything');
    await page().keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    await begin();
    expect(await form.getByLabel('Title', { exact: true }).inputValue()).toBe('With everything');
    await form.getByLabel('Category').selectOption('defect');
    await form.getByLabel('Estimate').fill('2.5');
    await form.getByLabel('Team').selectOption('Identity');
    await form.getByLabel('Launch').fill('2027-02-01');
    // What is GitHub's alone is given where there is no issue.
    expect(await form.getByLabel('Issue type').count()).toBe(0);
    await form.getByLabel('Issue on GitHub').selectOption('none');
    await form.getByLabel('Issue type').click();
    await page().getByRole('option', { name: 'Task' }).click();
    const choose = async (field: string, typed: string, name: string) => {
      await form.getByRole('button', { name: new RegExp(`^${field} `) }).click();
      await page().getByRole('combobox', { name: field }).fill(typed);
      await page().getByRole('option', { name, exact: true }).click();
      await page().keyboard.press('Escape');
    };
    await choose('Labels', 'regr', 'regression');
    await choose('Labels', 'one, of its own', 'Use “one, of its own”');
    await choose('Assignees', 'yuki', 'yuki.tanaka');
    await choose('Areas', 'mob', 'Mobile');
    await form.getByRole('button', { name: 'Labels regression one, of its own' }).waitFor();
    // What Escape closes is the menu.
    expect(await form.getByLabel('Title', { exact: true }).inputValue()).toBe('With everything');
    await form.getByRole('button', { name: 'Create action' }).click();
    await form.waitFor({ state: 'detached' });
    const made = [...visit.world.actions.values()].find(({ title }) => title === 'With everything');
    expect(made).toMatchObject({ category: 'defect', issueType: 'Task', tags: ['regression', 'one, of its own'], assignees: ['yuki.tanaka'], customFields: { estimate: 2.5, team: 'Identity', launch: '2027-02-01', areas: ['Mobile'] } });
    await begin();
    expect(await form.getByLabel('Title', { exact: true }).inputValue()).toBe('');
    await form.getByLabel('Title', { exact: true }).fill('Given up');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await begin();
    expect(await form.getByLabel('Title', { exact: true }).inputValue()).toBe('');
  });
});
