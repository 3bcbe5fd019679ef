/** Dashboard, history and conflicts in Chromium: over a project in memory, and one conflict over the whole service. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { VIEWER } from './fake-services.ts';
import { hasBrowser, launch } from './browser.ts';
import { fakeConflicts } from './fakes/conflicts.ts';
import { makeHealth, makeSeries } from './fakes/health.ts';
import { openPage, type Visit } from './open-page.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('the screens about the running sync', () => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    browser = await launch();
    visit = await openPage(browser);
  });
  afterAll(async () => {
    await visit.close();
    await browser.close();
  });

  test('the dashboard names what is wrong with each repository, and what mends it', async () => {
    const { page, go } = visit;
    await go('/sync');
    const card = page.locator('.health-card', { hasText: 'northwind/checkout-web' });
    await card.getByText('3 issues are not in step').waitFor();
    await card.getByRole('button', { name: 'Retry all' }).click();
    await page.getByText('Taken up again: 1 event, 3 issues.').waitFor();
    const chart = page.getByRole('slider', { name: 'Latency over time' });
    await chart.locator('polyline').first().waitFor();
    await chart.press('Home');
    await chart.press('ArrowRight');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/[AP]M, Half within .+, 95 % within .+/);
    const read = await page.locator('.chart').first().locator('b').first().innerText();
    expect(await chart.getAttribute('aria-valuetext')).toContain(`Half within ${read},`);
    const synchronized = page.locator('.figure', { hasText: 'Synchronized' }).locator('.figure-value');
    // Those of the day stay until the week's are there: the figure itself tells which they are.
    const week = synchronized.getByText(makeSeries('week', Date.now()).total.count.toLocaleString('en'), { exact: true });
    await page.getByText('Week', { exact: true }).click();
    await page.waitForURL('**/sync?range=week');
    await week.waitFor();
    const of = page.getByLabel('Figures of');
    expect(await of.inputValue()).toBe('');
    const volume = page.locator('.chart', { hasText: 'Synchronizations over time' }).locator('polyline');
    expect(await volume.count()).toBe(2);
    await of.selectOption('northwind/ledger');
    await synchronized.getByText('3', { exact: true }).waitFor();
    // No errors are no line.
    await volume.nth(1).waitFor({ state: 'detached' });
    expect(await volume.count()).toBe(1);
    await page.waitForURL('**/sync?range=week&repository=3');
    await page.getByText('Day', { exact: true }).click();
    await page.reload();
    await synchronized.getByText('3', { exact: true }).waitFor();
    expect(await of.inputValue()).toBe('3');
    await page.getByText('Week', { exact: true }).click();
    await of.selectOption('All repositories');
    await week.waitFor();
    await page.waitForURL('**/sync?range=week');
    // One that is not linked any more is as none.
    await go('/sync?range=week&repository=99');
    await week.waitFor();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('1,200 of 4,800 issues').waitFor();
    await page.getByText('Show as table').first().click();
    await page.getByRole('table').getByRole('row').nth(50).waitFor();
    expect(visit.trouble).toEqual([]);
  });

  test('the history keeps its filters in the address, opens rows by word, and offers the same as a file', async () => {
    const { page, go } = visit;
    await go('/history');
    await page.locator('.log-row').first().waitFor();
    await page.getByLabel('Outcome').selectOption('trouble');
    await page.waitForURL(/outcome=trouble/);
    await page.getByText('Slow first paint on Android').waitFor();
    await page.locator('.log-row').nth(1).waitFor();
    await page.getByRole('button', { name: 'What changed: Slow first paint on Android' }).click();
    await page.getByText('Unlock the issue on GitHub, then retry.').waitFor();
    expect(await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href')).toBe('/api/export/sync-log?project=7&format=csv&outcome=trouble');
    await go('/history?text=nothing+like+it');
    await page.getByText('Nothing fits these filters').waitFor();
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: /^What changed/ }).first().click();
    expect(await page.locator('.log-detail ins').first().innerText()).toContain('with jitter');
    // A status by its name, not by its key.
    await page.getByRole('button', { name: /^What changed/ }).nth(1).click();
    await page.locator('.log-detail ins', { hasText: /In progress$/ }).waitFor();
    expect(visit.trouble).toEqual([]);
  });

  test('on a phone the filters of the history are folded behind a button that says how many are set', async () => {
    const { page, go } = visit;
    await page.setViewportSize({ width: 390, height: 844 });
    await go('/history');
    await page.locator('.log-row').first().waitFor();
    expect(await page.getByLabel('Outcome').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    await page.getByLabel('Outcome').selectOption('trouble');
    await page.getByLabel('Issue number').fill('none');
    await page.getByText('Write a number, such as #12.').waitFor();
    await page.getByRole('button', { name: 'Filters (2)' }).click();
    await page.getByLabel('Outcome').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Filters', exact: true }).waitFor();
    await page.waitForURL('**/history');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByLabel('Outcome').waitFor();
    expect(await page.getByRole('button', { name: 'Filters', exact: true }).isVisible()).toBe(false);
    expect(visit.trouble).toEqual([]);
  });

  test('conflicts are settled by keyboard, by hand and many at once, until everything agrees', async () => {
    const { page, go, world } = visit;
    await go('/conflicts');
    await page.locator('.conflict').nth(2).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('g');
    await page.getByText('1 conflict is resolved.').waitFor();
    const tags = page.locator('.conflict', { hasText: 'regression' });
    await tags.getByRole('button', { name: 'Merge by hand' }).click();
    await tags.getByLabel('Merged value').fill('api, network, bug');
    await tags.getByRole('button', { name: 'Save' }).click();
    await tags.waitFor({ state: 'detached' });
    await page.getByLabel('Select all').check();
    await page.locator('.bulk').getByRole('button', { name: 'Keep ours' }).click();
    await page.getByText('Everything agrees').waitFor();
    expect((world.services.conflicts as unknown as { settled: unknown }).settled).toEqual([
      { ids: ['1'], decision: { take: 'github' } }, { ids: ['3'], decision: { value: ['api', 'network', 'bug'] } }, { ids: ['2'], decision: { take: 'lockstep' } },
    ]);
    await page.getByText('Resolved', { exact: true }).click();
    await page.getByText('merged by hand').waitFor();
    expect(visit.trouble).toEqual([]);
  });

  test('a text merged by hand keeps the line ends it had', async () => {
    const own = await openPage(browser);
    const { page, go, world } = own;
    await go('/conflicts');
    const card = page.locator('.conflict', { hasText: 'Description' });
    // Drawn as lines: a browser makes two of the ends that GitHub's editor sends.
    expect(await card.locator('.side-value').last().textContent()).toContain('networks.\n\nSteps:\n1.');
    await card.getByRole('button', { name: 'Merge by hand' }).click();
    const merged = card.getByLabel('Merged value');
    await merged.fill((await merged.inputValue()).replace('slow', 'slow mobile'));
    await card.getByRole('button', { name: 'Save' }).click();
    await card.waitFor({ state: 'detached' });
    expect((world.services.conflicts as unknown as { settled: unknown }).settled).toEqual([
      { ids: ['2'], decision: { value: 'Payments time out on slow mobile networks.\r\n\r\nSteps:\r\n1. Throttle to 3G\r\n2. Pay' } },
    ]);
    expect(own.trouble).toEqual([]);
    await own.close();
  });

  test('a number merged by hand is sent as a number, and what is none as it was typed', async () => {
    const own = await openPage(browser);
    const { page, go, world } = own;
    const { conflicts } = world.services;
    conflicts.list = async (...query) => {
      const found = await fakeConflicts().list(...query);
      const sides = { base: 3, github: { value: 5, by: null, at: null }, lockstep: { value: 8, by: null, at: null } };
      return { ...found, items: found.items.slice(0, 1).map((one) => ({ ...one, field: 'custom.points', name: 'Points', kind: 'number' as const, ...sides })) };
    };
    for (const words of ['6,5', '6.5']) {
      await go('/conflicts');
      const card = page.locator('.conflict');
      await card.getByRole('button', { name: 'Merge by hand' }).click();
      await card.getByLabel('Merged value').fill(words);
      await card.getByRole('button', { name: 'Save' }).click();
      await card.locator('.conflict-merge').waitFor({ state: 'detached' });
    }
    expect((conflicts as unknown as { settled: unknown }).settled).toMatchObject([{ decision: { value: '6,5' } }, { decision: { value: 6.5 } }]);
    expect(own.trouble).toEqual([]);
    await own.close();
  });

  test('who is no lead reads what a lead must do, where a button could not work for them', async () => {
    const own = await openPage(browser);
    const { page, go, world: { services } } = own;
    const project = await services.projects.get('7', VIEWER);
    const mends = ['brake', 'resume', 'resume-pull', 'sync'] as const;
    services.health.get = async () => {
      const health = makeHealth(Date.now());
      return { ...health, repositories: health.repositories.map((one, index) => ({ ...one, state: 'attention' as const, mend: mends[index] ?? null })) };
    };
    const footers = async (role: 'lead' | 'member' | 'viewer'): Promise<string[]> => {
      Object.assign(services.projects, { get: async () => ({ ...project, role }) });
      await go('/sync');
      await page.locator('.health-card').nth(3).waitFor();
      return Promise.all(mends.map((_, index) => page.locator('.health-card footer').nth(index).evaluate((footer) => footer.lastElementChild?.textContent ?? '')));
    };
    const leads = ['A lead must let it go.', 'A lead must resume it.', 'A lead must resume the pull.'];
    expect(await footers('member')).toEqual([...leads, 'Sync now']);
    expect((await footers('viewer')).slice(0, 3)).toEqual(leads);
    expect(await footers('lead')).toEqual(['Review', 'Resume', 'Resume the pull', 'Sync now']);
    expect(own.trouble).toEqual([]);
    await own.close();
  });

  test('a lead calls off what waits, is told first what follows, and sees how far it is, also in the settings', async () => {
    const own = await openPage(browser);
    const { page, go, world } = own;
    const { services } = world;
    let [writes, callingOff]: [number, { left: number; total: number } | null] = [12, null];
    services.health.get = async () => {
      const health = makeHealth(Date.now());
      return { ...health, repositories: health.repositories.map((one, index) => (index === 3 ? { ...one, waiting: { ...one.waiting, writes }, callingOff } : one)) };
    };
    const asked: object[] = [];
    services.integrations.callOff = async (request) => {
      asked.push(request);
      [writes, callingOff] = [0, { left: 1200, total: 1200 }];
      return 1200;
    };
    await go('/sync');
    await page.getByRole('button', { name: 'Call off writes' }).click();
    const question = page.getByRole('dialog', { name: 'Call off 12 writes to GitHub?' });
    await question.getByRole('listitem').getByText('The actions go back to what GitHub has.', { exact: true }).waitFor();
    await question.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Call off writes' }).click();
    await question.getByRole('button', { name: 'Call off writes' }).click();
    const card = page.locator('.health-card', { hasText: 'northwind/infra' });
    await card.getByText('Calling off: 1,200 of 1,200 writes left').waitFor();
    expect(asked).toEqual([{ projectId: '7' }]);
    expect(await page.getByRole('button', { name: 'Call off writes' }).count()).toBe(0);
    callingOff = { left: 150, total: 1200 };
    world.tell({ type: 'health.changed', data: {} });
    const bar = card.getByRole('progressbar', { name: 'Calling off: 150 of 1,200 writes left' });
    await bar.waitFor();
    expect([await bar.getAttribute('value'), await bar.getAttribute('max')]).toEqual(['1050', '1200']);

    const integration = await services.integrations.get('7', VIEWER);
    services.integrations.get = async () => integration && { ...integration, brake: { ...integration.brake, callingOff } };
    await go('/settings');
    await page.getByText('Calling off: 150 of 1,200 writes left').waitFor();
    callingOff = null;
    world.tell({ type: 'health.changed', data: {} });
    await page.getByText('Calling off').waitFor({ state: 'detached' });

    const project = await services.projects.get('7', VIEWER);
    Object.assign(services.projects, { get: async () => ({ ...project, role: 'member' }) });
    writes = 12;
    await go('/sync');
    await page.getByRole('button', { name: 'Verify' }).waitFor();
    expect(await page.getByRole('button', { name: 'Call off writes' }).count()).toBe(0);
    expect(own.trouble).toEqual([]);
    await own.close();
  });

  test('times are written as the reader’s browser writes them', async () => {
    const own = await openPage(browser, { locale: 'de-DE' });
    await own.go('/sync');
    await own.page.getByText('Show as table').first().click();
    expect(await own.page.getByRole('table').first().getByRole('row').nth(1).innerText()).toMatch(/^\d{2}\.\d{2}\.\d{2}, \d{2}:\d{2}\s/);
    expect(own.trouble).toEqual([]);
    await own.close();
  });

  test('a wait for GitHub that ends by the clock alone is gone without anybody doing anything', async () => {
    const { page, go, world } = visit;
    await page.clock.install();
    await go('/sync');
    const card = page.locator('.health-card', { hasText: 'northwind/infra' });
    await card.getByText('Waiting for GitHub').waitFor();
    const { services: { health } } = world;
    const now = await health.get('7', VIEWER);
    health.get = async () => ({ ...now, repositories: now.repositories.map((one) => ({ ...one, state: 'live', until: null })) });
    await page.clock.fastForward(10_000);
    await card.getByText('Live', { exact: true }).waitFor();
    expect(visit.trouble).toEqual([]);
  });
});
