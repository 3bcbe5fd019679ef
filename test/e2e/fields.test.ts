/** Fields of a project's own, made and saved in the settings, with each place they may live in. */
import { expect } from '@jest/globals';
import { VIEWER } from './fake-services.ts';
import { inBrowser, visitEach } from './visit-each.ts';

const visit = visitEach({ actions: 0 });

const PLACES = [
  { target: 'section', kind: 'text', saved: { section: 'Field 0' } },
  { target: 'labelPrefix', kind: 'multi_select', saved: { labelPrefix: 'Field 1' } },
  { target: 'issueField', kind: 'number', saved: { issueField: 'Field 2' } },
  { target: 'projectField', kind: 'single_select', saved: { projectField: 'Field 3', project: 1 } },
];

inBrowser('each place is saved under the field’s own name, and what cannot be says why and what to do', async () => {
  const { page, go, world } = visit();
  await go('/settings/fields');
  const add = page.getByRole('button', { name: 'Add field' });
  for (const [index, { target, kind }] of PLACES.entries()) {
    await add.click();
    const field = page.locator('.custom').nth(index);
    await field.getByLabel('Name', { exact: true }).fill(`Field ${index}`);
    await field.getByLabel('Kind').selectOption(kind);
    await field.getByLabel('Lives in').selectOption(target);
  }
  const last = page.locator('.custom').nth(3);
  await last.getByLabel('Kind').selectOption('text');
  // What a field of a GitHub project cannot hold goes where anything can live.
  expect(await last.getByLabel('Lives in').inputValue()).toBe('section');
  await last.getByLabel('Lives in').selectOption('milestone');
  await page.getByText(/the milestone is already used by the field "Milestone": take it from there first/).waitFor();
  await last.getByLabel('Kind').selectOption('single_select');
  await last.getByLabel('Lives in').selectOption('projectField');
  await last.getByLabel('Name on GitHub').fill('Field 3');
  await page.getByText('You have changes that are not saved.').waitFor();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('The settings are saved.').waitFor();
  const saved = (await world.services.integrations.get('7', VIEWER))?.settings.mappings.custom;
  expect(saved).toMatchObject(PLACES.map(({ kind, saved: target }, index) => ({ name: `Field ${index}`, kind, target })));
  // A name of its own stays.
  const first = page.locator('.custom').first();
  await first.getByLabel('Heading').fill('Team of the issue');
  await first.getByLabel('Name', { exact: true }).fill('Team');
  expect(await first.getByLabel('Heading').inputValue()).toBe('Team of the issue');
});
