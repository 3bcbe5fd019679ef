/** The settings' editors: every row that the settings know can be edited, and says what is wrong with it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { SettingsInput } from '../../src/core/settings.ts';
import { hasBrowser, launch } from './browser.ts';
import { until } from '../support/until.ts';
import { openPage, type Visit } from './open-page.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('the settings', () => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => void (browser = await launch()));
  beforeEach(async () => void (visit = await openPage(browser, { actions: 4 })));
  afterEach(async () => {
    expect(visit.trouble).toEqual([]);
    await visit.close();
  });
  afterAll(() => browser.close());
  const page = () => visit.page;
  const section = (name: string) => page().locator('section', { has: page().getByRole('heading', { name, exact: true }) });

  /** Saves, and answers what was sent. */
  const saved = async (): Promise<SettingsInput> => {
    const sent = page().waitForRequest(/integrations\.update/);
    await page().getByRole('button', { name: 'Save changes' }).click();
    const { 0: input } = (await sent).postDataJSON() as { 0: { settings: SettingsInput } };
    await page().getByText('The settings are saved.').first().waitFor();
    return input.settings;
  };

  test('sources are asked in the order that the lead gives them, and each value is written as the label that they choose', async () => {
    await visit.go('/settings/mappings');
    const priority = section('Priority');
    await priority.getByText('Which label is written').click();
    await priority.getByLabel('Label for urgent').fill('P0');
    const status = section('Status');
    await status.getByRole('button', { name: 'Linked pull requests' }).click();
    await status.getByRole('button', { name: 'Ask earlier: Linked pull requests' }).click();
    const { mappings } = await saved();
    expect(mappings?.priority?.sources).toMatchObject([{ from: 'labels', write: { urgent: 'P0' } }]);
    expect(mappings?.status?.sources).toMatchObject([{ from: 'pullRequests' }, { from: 'labels' }]);
  });

  test('what a change would do is told before it is saved: how many actions, how many issues, and the first of them', async () => {
    await visit.go('/settings/sync');
    await page().getByLabel('When both sides changed a field').selectOption('ask');
    await page().getByRole('button', { name: 'What would this change do?' }).click();
    const dialog = page().getByRole('dialog', { name: 'What this change would do' });
    await dialog.getByText('1 action here would change. 3 issues on GitHub would be written to. 2 of them are closed.').waitFor();
    await dialog.getByText('acme/core#7 · Status: Open → Done').waitFor();
    // The dry run beneath has values by their names.
    await dialog.locator('.values div', { hasText: /^StatusOpen$/ }).waitFor();
  });

  test('rules are put in another order by drag and by key, choices of a field say how many have them, and milestones go one way', async () => {
    await visit.go('/settings/mappings');
    const status = section('Status');
    const labels = status.getByRole('group', { name: 'Labels' });
    const order = (): Promise<string[]> => labels.getByLabel('Label', { exact: true }).all().then((fields) => Promise.all(fields.map((field) => field.inputValue())));
    await labels.getByLabel('Label', { exact: true }).nth(2).waitFor();
    const before = await order();
    const [first = '', second = '', third = ''] = before;
    await labels.getByRole('button', { name: `Move ${first}`, exact: true }).press('ArrowDown');
    await until('it is moved by key', async () => (await order()).slice(0, 3).join() === [second, first, third].join());
    await labels.getByRole('button', { name: `Move ${third}`, exact: true }).dragTo(labels.getByLabel('Label', { exact: true }).first());
    await until('it is moved by drag', async () => (await order()).slice(0, 3).join() === [third, second, first].join());
    await section('Priority').getByRole('button', { name: 'Issue field: Effort' }).click();
    const effort = section('Priority').getByRole('group', { name: 'Issue field: Effort' });
    await effort.getByText('on 7 issues').waitFor();
    await effort.getByText('on 0 issues').waitFor();
    await effort.getByLabel('Small reads as').selectOption('low');
    const milestones = section('Milestones');
    await milestones.getByRole('row', { name: 'v1.0 Open – 40' }).waitFor();
    await milestones.getByText('An action and its issue have the same milestone').waitFor();
    await milestones.getByLabel('Direction').selectOption('From GitHub only');
    await milestones.getByText('An action takes the milestone of its issue').waitFor();
    await milestones.getByLabel('The due date of an action is that of its milestone').check();
    const { mappings } = await saved();
    expect(mappings?.status?.sources?.[0]).toMatchObject({ from: 'labels', rules: [third, second, first].map((label) => ({ label })).concat(before.slice(3).map((label) => ({ label }))) });
    expect(mappings).toMatchObject({ milestone: { direction: 'pull' }, dueDate: { source: 'milestone' }, priority: { sources: [{ from: 'labels' }, { from: 'issueField', field: 'Effort', options: { Small: 'low' } }] } });
  });

  test('a pull request’s row names its branch and rests; a due date has its place, and mapped labels are tags', async () => {
    await visit.go('/settings/mappings');
    const status = section('Status');
    await status.getByRole('button', { name: 'Linked pull requests' }).click();
    await status.getByRole('group', { name: 'Linked pull requests' }).getByRole('button', { name: 'Add rule' }).click();
    await status.getByLabel('Into any branch').fill('release/*');
    await status.getByLabel('In use').uncheck();
    await page().getByLabel('Taken from').selectOption('section');
    await page().getByLabel('Heading').fill('Deadline');
    await page().getByLabel('Labels that a mapping takes are tags as well').check();
    const { mappings } = await saved();
    expect(mappings?.status?.sources?.at(-1)).toMatchObject({ from: 'pullRequests', rows: [{ branch: 'release/*', active: false }] });
    expect(mappings?.dueDate?.source).toEqual({ section: 'Deadline' });
    expect(mappings?.tags?.includeMapped).toBe(true);
  });

  test('issues count from a day on', async () => {
    await visit.go('/settings/filters');
    await page().getByLabel('Created since').fill('2026-03-01');
    const { filters } = await saved();
    expect(filters?.createdSince).toBe(await page().evaluate(() => new Date('2026-03-01T00:00').toISOString()));
    expect(await page().getByLabel('Created since').inputValue()).toBe('2026-03-01');
  });

  test('an address of no section says so, and leads to one', async () => {
    await visit.go('/settings/generall');
    await page().getByText('No section has this address.').waitFor();
    expect(await page().locator('.side-nav [aria-current]').count()).toBe(0);
    await page().locator('.blank').getByRole('link', { name: 'General' }).click();
    await page().getByRole('heading', { name: 'General' }).waitFor();
    await visit.visit('/account/nothing');
    await page().locator('.blank').getByRole('link', { name: 'Sessions' }).click();
    await page().getByText('This browser').waitFor();
  });

  test('a disconnect is followed to its end', async () => {
    const task = { id: '1', kind: 'disconnect', state: 'waiting', done: 0, total: 1, removed: {}, error: null };
    let tasks: object[] = [];
    Object.assign(visit.world.services.privacy, {
      disconnect: async () => {
        tasks = [task];
        return { outcome: 'begun', taskId: '1' };
      },
      tasks: async () => tasks,
    });
    await visit.go('/settings/danger');
    await page().getByRole('button', { name: 'Disconnect' }).click();
    const dialog = page().getByRole('dialog');
    await dialog.getByRole('textbox').fill('Payments platform');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    const line = page().locator('.settings-body .line', { hasText: 'Disconnecting' });
    await line.getByText('waiting').waitFor();
    tasks = [{ ...task, state: 'done' }];
    await line.getByText('done').waitFor();
  });

  test('a custom field is offered the places that can hold it, and leaves one that cannot', async () => {
    await visit.go('/settings/fields');
    await page().getByRole('button', { name: 'Add field' }).click();
    const place = page().getByLabel('Lives in');
    for (const [target, field] of [['issueType', 'Issue type'], ['milestone', 'Milestone']] as const) {
      await place.selectOption(target);
      await page().getByText(/ is already used by /).waitFor();
      await page().getByRole('button', { name: 'Let it stand for this field alone' }).click();
      await page().getByText('it is not synced as a field of its own').waitFor();
      await page().getByText(/ is already used by /).waitFor({ state: 'detached' });
      await page().locator('.save-bar').getByText('needs a correction').waitFor({ state: 'detached' });
      expect(await page().getByLabel(`Direction of ${field}`).inputValue()).toBe('off');
    }
    await page().getByLabel('Kind').selectOption('date');
    expect(await place.inputValue()).toBe('section');
    expect(await place.locator('option').allTextContents()).toEqual(['Section of the text', 'Labels with a prefix', 'Issue field']);
  });

  test('what is wrong stands at its row; what no row shows stands beside the button, by the row’s name and not by its path', async () => {
    await visit.go('/settings/mappings');
    const status = section('Status');
    const bar = page().locator('.save-bar');
    await status.getByLabel('Closed as completed reads as').selectOption('open');
    await status.getByText('"open" is an open status').waitFor();
    await bar.getByText('1 setting needs a correction.').waitFor();
    await bar.getByRole('listitem').first().waitFor({ state: 'detached' });
    expect(await page().getByRole('button', { name: 'Save changes' }).getAttribute('aria-disabled')).toBe('true');
    await status.getByLabel('Closed as completed reads as').selectOption('done');
    const category = section('Category');
    await category.getByRole('button', { name: 'Issue type' }).click();
    await category.getByText('on 9 issues').waitFor();
    // What stands for the category is no field of its own any more.
    await category.getByText('it is not synced as a field of its own').waitFor();
    await page().getByRole('link', { name: 'Fields' }).click();
    await page().getByLabel('Direction of Issue type').selectOption('As the project');
    await bar.getByText('Issue type: the issue type is already used by category: take it from there first').waitFor();
    await page().getByRole('link', { name: 'Mappings' }).click();
    await section('Priority').getByLabel('Label', { exact: true }).first().fill('P-zero');
    await page().getByRole('link', { name: 'Statuses and words' }).click();
    await page().getByRole('button', { name: 'Remove urgent' }).click();
    await bar.getByText('Priority, “P-zero”: the project has no priority "urgent"').waitFor();
    expect(await bar.textContent()).not.toContain('mappings.');
  });

  test('the audit log says in words who did what, and what became of what', async () => {
    await visit.go('/settings/audit');
    const row = page().getByRole('row', { name: /changed the settings/ });
    await row.getByText('Priority').waitFor();
    expect(await row.textContent()).toMatch(/nothing → From GitHub only/);
    expect(await row.textContent()).not.toMatch(/[{}]/);
    await page().getByText('made an API token').waitFor();
    const details = async (event: string): Promise<string> => (await page().getByRole('row', { name: event }).first().getByRole('list').getByRole('listitem').allTextContents()).join('; ');
    expect(await details('changed a role')).toBe('Role Viewer → Member; Person: noam');
    expect(await details('tried what is not theirs to do')).toBe('Asked for: changing the settings');
    expect(await details('unlinked a repository')).toBe('Repository: harbor-works/handbook; Actions: 12; Archived: yes');
    expect(await details('followed a new name')).toBe('Repository: one that is not linked; Renamed: P1 → P-one');
    expect(await details('started a sync')).toBe('Direction: Both ways');
  });

  test('the audit log is read to its end, each line once, while lines come in', async () => {
    await visit.go('/settings/audit');
    const rows = page().getByRole('table', { name: 'Audit log' }).or(page().getByRole('region', { name: 'Audit log' }).getByRole('table')).getByRole('row');
    const more = page().getByRole('button', { name: 'Load more' });
    // The first row is the heads.
    for (const count of [51, 101]) {
      await until(`${count} rows`, async () => (await rows.count()) === count);
      await more.click();
    }
    await page().getByText('repository.renamed').waitFor();
    expect(await page().getByText('started a sync').count()).toBe(100);
    expect(await page().getByText('read the audit log').count()).toBe(1);
    await more.waitFor({ state: 'detached' });
  });
});

inBrowser('the settings on a phone', () => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    browser = await launch();
    visit = await openPage(browser, { actions: 4, viewport: { width: 390, height: 844 } });
  });
  afterAll(async () => {
    await visit.close();
    await browser.close();
  });

  test.each(['fields', 'people', 'tokens', 'audit'])('the table under %s needs no scrolling sideways', async (name) => {
    await visit.go(`/settings/${name}`);
    const table = visit.page.locator('.settings-body .table-wrap').first();
    await table.waitFor();
    expect(await table.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    expect(await visit.page.getByRole('table').first().getByRole('row').count()).toBeGreaterThan(1);
  });
});
