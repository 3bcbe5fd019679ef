import { describe, expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { Action } from '../../src/http/trpc/shapes.ts';
import { until } from '../support/until.ts';
import { hasBrowser } from './browser.ts';
import { VIEWER } from './fake-services.ts';
import { visitEach } from './visit-each.ts';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

/** The newest action of the fake world: open. */
const FIRST = '1000';

describeInBrowser('working on actions', () => {
  const visit = visitEach({ actions: 130 });
  const page = () => visit().page;
  const row = (id: string): Locator => page().locator(`.row[data-action="${id}"]`);
  const card = (id: string): Locator => page().locator(`.board-card[data-action="${id}"]`);
  const detail = (): Locator => page().getByRole('region', { name: 'Action details' });
  const action = (id = FIRST): Action => visit().world.actions.get(id) as Action;
  const key = (name: string): Promise<void> => page().keyboard.press(name);
  const option = (name: string): Locator => page().getByRole('option', { name });

  describe('one action', () => {
    test('labels, people and a field of the project by menus; a label of its own; numbers and dates in place', async () => {
      await visit().go(`/actions/${FIRST}`);
      await detail().getByTitle('Change labels').click();
      await page().getByRole('combobox').fill('brand new');
      await option('Use “brand new”').click();
      await key('Escape');
      await detail().locator('.label', { hasText: 'brand new' }).waitFor();
      await detail().getByTitle('Change team').click();
      await option('Identity').click();
      await detail().getByTitle('Change team').getByText('Identity').waitFor();
      await detail().getByLabel('Estimate').fill('8');
      await key('Enter');
      await detail().getByLabel('Due date').fill('2027-08-09');
      await detail().getByLabel('Estimate').focus();
      await until('the edits', () => action().dueDate !== null && action().customFields['estimate'] === 8);
      expect(action()).toMatchObject({ tags: expect.arrayContaining(['brand new']), customFields: { team: 'Identity', estimate: 8 }, dueDate: '2027-08-09' });
      // What GitHub alone says cannot be changed here, and says why.
      await detail().getByTitle('The issue type is taken from GitHub only: change it in the issue.').waitFor();
    });

    test('a ticked task changes one character; what was written while somebody else wrote is kept', async () => {
      await visit().go(`/actions/${FIRST}`);
      const before = action().description;
      await detail().getByRole('checkbox', { name: 'Task' }).nth(1).check();
      await until('the tick', () => action().description !== before);
      expect(action().description).toBe(before.replace('- [ ] check', '- [x] check'));
      await detail().getByRole('checkbox', { name: 'Task', checked: true }).nth(1).waitFor();
      // From the list, with nothing open yet.
      await key('Escape');
      await visit().page.waitForURL(/projects\/7$/);
      await page().locator(`.row[data-action="${FIRST}"] .row-title`).focus();
      await key('e');
      const field = detail().getByRole('textbox', { name: 'Description' });
      await field.fill('Mine');
      visit().world.edit(FIRST, { description: 'Theirs' });
      await detail().getByText('was changed by somebody else while you were writing').waitFor();
      expect(await field.inputValue()).toBe('Mine');
      await detail().getByRole('button', { name: 'Save' }).click();
      await detail().getByText('Somebody else changed the same lines').waitFor();
      await detail().getByLabel('Theirs now').getByText('Theirs').waitFor();
      expect(action().description).toBe('Theirs');
      await detail().getByRole('button', { name: 'Save mine over it' }).click();
      await detail().locator('.md').getByText('Mine').waitFor();
      expect(action().description).toBe('Mine');
      // What was overwritten comes back from the history.
      await detail().getByRole('button', { name: 'Restore the description as it was' }).first().click();
      await detail().locator('.md').getByText('Theirs').waitFor();
    });

    test('the title in place, and a preview that is drawn as the description will be', async () => {
      await visit().go(`/actions/${FIRST}`);
      await detail().getByRole('button', { name: 'Edit title' }).click();
      await detail().getByRole('textbox', { name: 'Title' }).fill('A better title');
      await key('Enter');
      await row(FIRST).getByText('A better title').waitFor();
      await until('the title', () => action().title === 'A better title');
      await detail().getByRole('button', { name: 'Edit', exact: true }).click();
      await detail().getByRole('textbox', { name: 'Description' }).fill('# Big\n\n~~gone~~ @octo #7');
      await detail().getByText('Preview').click();
      await detail().getByRole('heading', { name: 'Big' }).waitFor();
      expect(await detail().getByRole('link', { name: '#7' }).getAttribute('href')).toBe('https://github.com/harbor-works/mobile-app/issues/7');
    });

    test('deleting says what becomes of the issue, and can be taken back', async () => {
      await visit().go(`/actions/${FIRST}`);
      await detail().getByRole('button', { name: 'More' }).click();
      await option('Delete action').click();
      await page().getByText('Its issue on GitHub is closed as not planned').waitFor();
      await page().getByRole('dialog').getByRole('button', { name: 'Delete action' }).click();
      await row(FIRST).waitFor({ state: 'detached' });
      await page().getByRole('button', { name: 'Bring back' }).click();
      await until('it is back', () => visit().world.actions.has(FIRST));
    });
  });

  describe('many', () => {
    test('x and Shift select; a label comes to all of them; what was refused is said and set back', async () => {
      await visit().go();
      await row(FIRST).waitFor();
      await key('j');
      await key('x');
      await row('1003').click({ modifiers: ['Shift'], position: { x: 300, y: 50 } });
      await page().getByText('4 selected').waitFor();
      await key('l');
      await page().getByRole('combobox').fill('sweep');
      await option('Use “sweep”').click();
      await key('Escape');
      await page().getByText('4 actions changed.').waitFor();
      expect(['1000', '1001', '1002', '1003'].every((id) => action(id).tags.includes('sweep'))).toBe(true);
      await page().getByRole('region', { name: 'Selected actions' }).getByRole('button', { name: 'Sync again' }).click();
      await page().getByText('4 actions synced again now.').waitFor();
      await page().getByRole('region', { name: 'Selected actions' }).getByRole('button', { name: 'Category' }).click();
      await option('defect').click();
      await until('all have the category', () => ['1000', '1001', '1002', '1003'].every((id) => action(id).category === 'defect'));
      visit().world.answerNextUpdate(() => ({ outcome: 'refused', reason: 'the repository is archived.' }));
      await key('p');
      await option('Urgent').click();
      const said = page().locator('.toast').filter({ hasText: '3 actions changed, 1 not: the repository is archived.' });
      await said.waitFor();
      // A notice covers nothing of the bar.
      const [top = 0, bottom = 0] = await page().locator('.bulk-bar, .toasts').evaluateAll((found) => found.map((one) => one.getBoundingClientRect()).map((box, index) => (index === 0 ? box.top : box.bottom)));
      expect(bottom).toBeLessThanOrEqual(top);
      await key('Escape');
      await page().getByRole('region', { name: 'Selected actions' }).waitFor({ state: 'detached' });
    });

    test('every other field is in a menu too: chosen, entered or taken away', async () => {
      await visit().go();
      await row(FIRST).getByRole('checkbox').check();
      await row('1001').getByRole('checkbox').check();
      const open = async (name: string): Promise<void> => {
        await page().getByRole('region', { name: 'Selected actions' }).getByRole('button', { name: 'More fields' }).click();
        await option(name).click();
      };
      const are = (what: string, test: (one: Action) => unknown, wanted: unknown) => until(what, () => [FIRST, '1001'].every((id) => JSON.stringify(test(action(id)) ?? null) === JSON.stringify(wanted)));
      await open('Issue type');
      await option('Bug').click();
      await are('the type', ({ issueType }) => issueType, 'Bug');
      await open('Due date');
      const due = page().getByRole('dialog', { name: 'Due date' });
      await due.getByRole('button', { name: 'Set' }).click();
      await due.getByLabel('Due date').fill('2027-05-31');
      await key('Enter');
      await are('the day', ({ dueDate }) => dueDate, '2027-05-31');
      await open('Due date');
      await due.getByRole('button', { name: 'Clear' }).click();
      await are('no day', ({ dueDate }) => dueDate, null);
      await open('Estimate');
      await page().getByRole('spinbutton', { name: 'Estimate' }).fill('5');
      await key('Enter');
      await are('the number', ({ customFields }) => customFields['estimate'], 5);
      await open('Steps');
      await page().getByRole('textbox', { name: 'Steps' }).fill('one\ntwo');
      await page().getByRole('dialog', { name: 'Steps' }).getByRole('button', { name: 'Set' }).click();
      await are('the lines', ({ customFields }) => customFields['steps'], 'one\ntwo');
      await open('Team');
      await option('Platform').click();
      await are('the team', ({ customFields }) => customFields['team'], 'Platform');
      visit().world.edit('1001', { customFields: { areas: ['API'] } });
      await page().getByText('2 actions changed.').waitFor();
      await open('Areas');
      await option('Web').click();
      await key('Escape');
      await until('an area more', () => action('1001').customFields['areas']?.toString() === 'API,Web' && action(FIRST).customFields['areas']?.toString() === 'Web');
      await open('Due date');
      await key('Escape');
      await due.waitFor({ state: 'detached' });
      await page().getByRole('button', { name: 'More fields' }).and(page().locator(':focus')).waitFor();
    });

    test('all that match ask first, with the issues by name', async () => {
      await visit().go();
      await row(FIRST).getByRole('checkbox').check();
      await page().getByRole('button', { name: 'Select all 130' }).click();
      await page().getByRole('region', { name: 'Selected actions' }).getByRole('button', { name: 'Status' }).click();
      await option('Done').click();
      const question = page().getByRole('dialog', { name: /Write to \d+ issues on GitHub\?/ });
      await question.getByText(/harbor-works\/mobile-app#400/).waitFor();
      expect(action().status).toBe('open');
      await question.getByRole('button', { name: 'Change them' }).click();
      await page().getByText('130 actions changed.').waitFor();
      expect([...visit().world.actions.values()].every(({ status }) => status === 'done')).toBe(true);
    });
  });

  describe('the board', () => {
    const column = (name: string): Locator => page().locator(`[data-column="${name}"]`);
    const counts = (name: string): Promise<string> => column(name).locator('.counter').innerText();

    test('cards move by drag and by keys, count on, go back when refused, and follow live edits', async () => {
      await visit().go('?view=board');
      await card(FIRST).waitFor();
      const open = Number(await counts('open'));
      await card(FIRST).dragTo(column('done'), { targetPosition: { x: 100, y: 20 } });
      await column('done').locator(`[data-action="${FIRST}"]`).waitFor();
      await until('one less', async () => Number(await counts('open')) === open - 1);
      await until('the status', () => action().status === 'done');
      await card(FIRST).locator('.row-title').focus();
      await key('Shift+ArrowLeft');
      await column('in_progress').locator(`[data-action="${FIRST}"]`).waitFor();
      await until('the status', () => action().status === 'in_progress');
      await page().getByText(/moved to In progress/).waitFor();
      visit().world.answerNextUpdate(() => ({ outcome: 'refused', reason: 'the repository is archived.' }));
      await key('Shift+ArrowRight');
      await page().getByText(/was set back: the repository is archived\./).waitFor();
      await column('in_progress').locator(`[data-action="${FIRST}"]`).waitFor();
      visit().world.edit(FIRST, { status: 'cancelled' });
      await column('cancelled').locator(`[data-action="${FIRST}"]`).waitFor();
      await column('open').getByRole('button', { name: 'Show more' }).click();
      await until('the next cards', async () => (await column('open').locator('.board-card').count()) > 30);
    });

    test('shows more cards though it is read anew meanwhile, and keeps them when it is once more', async () => {
      const { actions } = visit().world.services;
      const [list, board] = [actions.list.bind(actions), actions.board.bind(actions)];
      const asked = Promise.withResolvers<void>();
      const held = Promise.withResolvers<void>();
      const limits: number[] = [];
      await visit().go('?view=board');
      await card(FIRST).waitFor();
      actions.list = async (...args) => {
        const answer = await list(...args);
        asked.resolve();
        await held.promise;
        return answer;
      };
      actions.board = async (...args) => {
        const answer = await board(...args);
        limits.push(args[0].limit);
        return answer;
      };
      await column('open').getByRole('button', { name: 'Show more' }).click();
      await asked.promise;
      visit().world.tell({ type: 'reset', data: {} });
      await until('the board is read anew', () => limits.length === 1);
      held.resolve();
      await column('open').locator('.board-card').nth(30).waitFor();
      visit().world.tell({ type: 'reset', data: {} });
      await until('the board is read once more', () => limits.length === 2);
      expect(limits[1]).toBeGreaterThan(30);
    });

    test('is whole whichever is answered first, the board or the project', async () => {
      const { projects } = visit().world.services;
      const project = await projects.get('7', VIEWER);
      const asked = Promise.withResolvers<void>();
      const seen = Promise.withResolvers<void>();
      // In a request of its own: the board's code comes when the project has been asked for.
      await page().route(/\/screens-.*\.js$/, async (route) => {
        await asked.promise;
        await route.continue();
      });
      projects.get = async () => {
        asked.resolve();
        await seen.promise;
        return project;
      };
      await visit().go('?view=board');
      await column('open').locator('.counter').waitFor();
      await card(FIRST).waitFor();
      seen.resolve();
      await page().getByText('Payments platform').waitFor();
      expect(await card(FIRST).count()).toBe(1);
    });

    test.each(['board', 'list'])('what is found by its description stays on the %s when it changes', async (view) => {
      visit().world.edit('1004', { description: 'Only here: an unusual word' });
      await visit().go(`?q=unusual&view=${view}`);
      const shown = page().locator(`[data-action="1004"]`);
      await shown.waitFor();
      visit().world.edit('1004', { title: 'Renamed while it is looked at' });
      await shown.getByText('Renamed while it is looked at').waitFor();
      expect(await page().locator('.is-leaving').count()).toBe(0);
    });
  });

  describe('new actions and commands', () => {
    test('c opens the form; two presses of the button make one action', async () => {
      await visit().go();
      await row(FIRST).waitFor();
      await key('c');
      const form = page().getByRole('dialog', { name: 'New action' });
      await form.getByRole('button', { name: 'Create action' }).click();
      await form.getByText('An action needs a title.').waitFor();
      await form.getByLabel('Title').fill('From the form');
      await form.getByLabel('Priority').selectOption('high');
      await form.getByRole('button', { name: 'Create action' }).dblclick();
      await form.waitFor({ state: 'detached' });
      const made = [...visit().world.actions.values()].filter(({ title }) => title === 'From the form');
      expect(made).toMatchObject([{ priority: 'high', status: 'open', issueCreation: { repository: 'harbor-works/ledger' } }]);
      await row(made[0]?.id ?? '').waitFor();
    });

    test('who may only look gets neither the form nor menus by key or click', async () => {
      const project = await visit().world.services.projects.get('7', VIEWER);
      Object.assign(visit().world.services.projects, { get: async () => ({ ...project, role: 'viewer' }) });
      await visit().go();
      await row(FIRST).locator('[data-status]').click();
      await key('j');
      await key('s');
      await key('c');
      // The help comes after whatever the other keys would have opened.
      await key('?');
      await page().getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      expect(await page().getByRole('dialog').count()).toBe(1);
    });

    test('what is typed while the palette is fetched is not meant for the list', async () => {
      const fetched = Promise.withResolvers<void>();
      await page().route(/\/screens-.*\.js$/, async (route) => {
        await fetched.promise;
        await route.continue();
      });
      await visit().go();
      await row(FIRST).locator('.row-title').focus();
      await key('Control+k');
      await key('s');
      expect(await page().getByRole('option').count()).toBe(0);
      fetched.resolve();
      await page().locator('.palette').waitFor();
    });

    test('Ctrl K acts on the selection, searches, and goes to screens', async () => {
      await visit().go();
      await row(FIRST).waitFor();
      await key('j');
      await key('Control+k');
      await page().getByRole('combobox', { name: 'Commands' }).fill('status done');
      await key('Enter');
      await until('the status', () => action().status === 'done');
      await key('Control+k');
      await page().getByRole('combobox', { name: 'Commands' }).fill('clipboard');
      await key('Enter');
      await page().waitForURL(/q=clipboard/);
      await key('Control+k');
      await page().getByRole('combobox', { name: 'Commands' }).fill('go to board');
      await key('Enter');
      await page().waitForURL(/view=board/);
      await visit().go();
      await row(FIRST).waitFor();
      await key('j');
      await key('Control+k');
      await page().getByRole('combobox', { name: 'Commands' }).fill('due date');
      await option('Change due date').waitFor();
      await key('Enter');
      await page().getByRole('textbox', { name: 'Due date' }).fill('2027-06-01');
      await key('Enter');
      await until('the day', () => action().dueDate === '2027-06-01');
    });
  });
});
