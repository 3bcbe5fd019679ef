/** What the page shows where the server does not answer: no grey lines for ever, and nothing else in the place of what was asked for. */
import type { Page } from 'playwright-core';
import { makeSeries } from './fakes/health.ts';
import { inBrowser, visitEach } from './visit-each.ts';

const visit = visitEach({ actions: 24 });

/** Requests that carry this call are lost until the returned function is called. */
async function lose(page: Page, call: string): Promise<() => Promise<void>> {
  const address = (url: URL): boolean => url.pathname.includes(call);
  await page.route(address, (route) => route.abort());
  return () => page.unroute(address);
}

inBrowser('what was read for one choice does not stand under another one that cannot be read', async () => {
  const { page, go } = visit();
  const figure = (range: 'day' | 'week') => page.locator('.figure').getByText(makeSeries(range, Date.now()).total.count.toLocaleString('en'), { exact: true });
  await go('/sync');
  await figure('day').waitFor();
  const found = await lose(page, 'health.series');
  await page.getByText('Week', { exact: true }).click();
  await page.getByText('The server cannot be reached').waitFor();
  await figure('day').waitFor({ state: 'detached' });
  await found();
  await page.getByRole('button', { name: 'Try again' }).click();
  await figure('week').waitFor();
});

inBrowser('a reading that the network swallowed is given up, with the way on', async () => {
  const { page, go, move, world } = visit();
  await page.clock.install();
  await go('/sync');
  await page.locator('.figure').first().waitFor();
  world.gate.set('hangs');
  const asked = page.waitForRequest(/syncLog\.list/);
  await move('/projects/7/history');
  await asked;
  await page.locator('main .skeleton').first().waitFor();
  await page.clock.fastForward(120_000);
  await page.getByText('The server cannot be reached').waitFor();
  world.gate.set('open');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.log-row').first().waitFor();
});

inBrowser('an action that could not be read at first can be edited once it is', async () => {
  const { page, go } = visit();
  const found = await lose(page, 'actions.form');
  const lost = await lose(page, 'actions.get');
  await go('/actions/1000');
  const again = page.locator('.detail').getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await found();
  await lost();
  await again.click();
  await page.locator('.detail').getByTitle('Change labels').waitFor();
});
