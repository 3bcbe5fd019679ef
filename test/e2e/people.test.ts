/** Whose a GitHub login is, said by hand in the settings. */
import { expect } from '@jest/globals';
import type { PeopleShape } from '../../src/http/trpc/mappings.ts';
import type { UpdateAnswer } from '../../src/http/trpc/integration-shapes.ts';
import { VIEWER } from './fake-services.ts';
import { inBrowser, visitEach } from './visit-each.ts';

const CONFIRMATION = 'b0a7b6a5-6f5a-4b52-9a3e-1f6a3f1f2a10';

const visit = visitEach({ actions: 0 });

inBrowser('a login is given to the member it is guessed to be, taken back, and what stands in the way is said', async () => {
  const { page, go, world } = visit();
  const integration = await world.services.integrations.get('7', VIEWER);
  if (integration === null) throw new Error('the project in memory has no integration');
  const given = new Map<string, string>();
  const asked: boolean[] = [];
  const changes: object[] = [];
  const saved: UpdateAnswer = { outcome: 'saved', integration };
  let answer: UpdateAnswer = saved;
  world.services.mappings.people = async (_project, asks): Promise<PeopleShape> => {
    asked.push(asks);
    const unmatched = ['maren-private', 'stranger'].filter((login) => !given.has(login));
    return {
      version: given.size, members: [{ userId: '1', login: 'maren-holt', name: 'Maren Holt', role: 'lead', also: [...given.keys()] }],
      // Only GitHub knows the name of the other one.
      unmatched: unmatched.map((login) => ({ login, count: 4, guess: login === 'maren-private' && asks ? { member: 'maren-holt', because: 'name' } : null })),
    };
  };
  world.services.mappings.setPerson = async (change) => {
    changes.push(change);
    if (answer.outcome === 'saved') given.delete(change.login);
    if (answer.outcome === 'saved' && change.member !== null) given.set(change.login, change.member);
    return answer;
  };
  await go('/settings/people');
  await page.getByText('4 actions').first().waitFor();
  await page.getByRole('button', { name: 'maren-holt: same name' }).click();
  await page.getByText('The settings are saved.').waitFor();
  const whose = page.getByLabel('Whose login is maren-private?');
  await page.getByRole('button', { name: 'maren-holt: same name' }).waitFor({ state: 'detached' });
  expect([asked.slice(0, 2), await whose.inputValue(), given.get('maren-private')]).toEqual([[false, true], 'maren-holt', 'maren-holt']);
  await whose.selectOption('');
  await page.getByRole('button', { name: 'maren-holt: same name' }).waitFor();

  answer = { outcome: 'refused', reason: 'GitHub did not answer.' };
  await page.getByLabel('Whose login is stranger?').selectOption('maren-holt');
  await page.getByText('GitHub did not answer.').waitFor();
  answer = { outcome: 'confirm', confirmation: CONFIRMATION, impact: { writes: 120, closing: 0, unlabelling: 0, changes: 0, looked: 120, total: 120, losing: 0, limit: 100, closingLimit: 25, issues: [] } };
  await page.getByLabel('Whose login is stranger?').selectOption('maren-holt');
  await page.getByText('120 issues on GitHub would be written to.').waitFor();
  answer = saved;
  await page.getByRole('button', { name: 'Write to GitHub' }).click();
  await page.getByText('120 issues on GitHub would be written to.').waitFor({ state: 'detached' });
  expect(changes.at(-1)).toMatchObject({ login: 'stranger', member: 'maren-holt', confirmation: CONFIRMATION });
});

inBrowser('of a thousand members the first are shown, and everybody is found; so it is with what is not in step', async () => {
  const { page, go, world } = visit();
  const { health, members } = world.services;
  members.list = async () => Array.from({ length: 1000 }, (_, index) => ({ userId: String(index), login: `person-${index}`, name: index === 777 ? 'Ada Tremblay' : null, role: 'member' as const }));
  const [trouble] = await health.troubles('7', VIEWER);
  health.troubles = async () => Array.from({ length: 200 }, (_, index) => ({ ...(trouble as NonNullable<typeof trouble>), id: String(index), title: `Out of step ${index}` }));
  await go('/settings/people');
  const roles = page.getByLabel(/^Role of/);
  const more = page.getByRole('button', { name: 'Load more' });
  await more.waitFor();
  expect(await roles.count()).toBe(50);
  await more.click();
  await page.getByLabel('Role of person-99').waitFor();
  expect(await roles.count()).toBe(100);
  const find = page.getByLabel('Find…');
  await find.fill(' tremBLAY');
  await page.getByLabel('Role of person-777').waitFor();
  expect([await roles.count(), await more.count()]).toEqual([1, 0]);
  await find.fill('nobody of that name');
  await page.getByText('Nothing matches').waitFor();
  await go('/sync');
  const troubles = page.locator('.troubles > li');
  await page.getByText('The newest 200. More are named as these are mended.').waitFor();
  expect(await troubles.count()).toBe(50);
  await more.click();
  await page.getByText('Out of step 99').waitFor();
  await find.fill('step 199');
  await page.getByText('Out of step 199').waitFor();
  expect(await troubles.count()).toBe(1);
});

inBrowser('who is who stays to be said by hand where GitHub does not answer who they are', async () => {
  const { page, go, world } = visit();
  const refused = Promise.withResolvers<void>();
  world.services.mappings.people = async (_project, asks): Promise<PeopleShape> => {
    if (asks) {
      refused.resolve();
      throw new Error('GitHub does not answer');
    }
    return { version: 0, members: [{ userId: '1', login: 'maren-holt', name: 'Maren Holt', role: 'lead', also: [] }], unmatched: [{ login: 'stranger', count: 4, guess: null }] };
  };
  const answered = page.waitForResponse((response) => response.url().includes('mappings.people') && response.status() === 500);
  await go('/settings/people');
  await Promise.all([refused.promise, answered]);
  const whose = page.getByLabel('Whose login is stranger?');
  await whose.selectOption('maren-holt');
  await page.getByText('Nothing is saved here.').waitFor();
  expect(await whose.count()).toBe(1);
});
