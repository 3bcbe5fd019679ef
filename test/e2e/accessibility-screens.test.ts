/** Every screen by axe, as it is and in every state it can be in, in both themes. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { NARROW, violationsInBothThemes, WIDE } from './axe.ts';
import { hasBrowser, launch } from './browser.ts';
import type { GateState } from './fakes/gate.ts';
import { openPage } from './open-page.ts';
import type { Visit } from './open-page.ts';
import { VIEWER } from './fake-services.ts';
import { PROJECT, SCREENS, WITHOUT_READING } from './screens.ts';

const SETUP = `${PROJECT}/setup/sync`;

const inBrowser = hasBrowser() ? describe : describe.skip;

/** What a screen shows where nothing can be read: grey lines, or a sentence and the way on. */
const SENTENCE = 'main :is(.blank, .flash-danger)';
const STATES: Record<string, { gate?: GateState; offline?: boolean; shown: string }> = {
  loading: { gate: 'hangs', shown: 'main .skeleton' },
  'an error': { gate: 'fails', shown: SENTENCE },
  'no access': { gate: 'no access', shown: SENTENCE },
  'an expired session': { gate: 'expired', shown: SENTENCE },
  offline: { offline: true, shown: SENTENCE },
};

/**
 * Goes to where the screen itself has something to read: its project is known, the frame of the setup too. The live
 * connection stands: one that comes about later has everything read anew, the project too.
 */
async function comeFrom({ move, page }: Visit, path: string): Promise<void> {
  if (!path.startsWith(PROJECT)) {
    await move('/projects/new');
    return page.getByRole('button', { name: 'Create project' }).waitFor();
  }
  await move(`${PROJECT}/settings/danger`);
  await page.locator('main .button-danger').first().waitFor();
  await page.locator('.live-live').waitFor({ state: 'attached' });
  if (!path.includes('/setup/') || path === SETUP) return;
  await move(SETUP);
  await page.locator('.setup-body .segmented').first().waitFor();
}

/** Waits for what the screen is to show, and says what it shows instead where that never comes. */
async function shows(page: Page, path: string, shown: string): Promise<void> {
  try {
    await page.locator(shown).first().waitFor();
  } catch (cause) {
    throw new Error(`${path} shows no ${shown}, but ${(await page.locator('main').first().innerHTML()).slice(0, 2000)}`, { cause });
  }
}

/** What is judged, but for what tells the sections of the settings apart: their names. */
const looks = async (page: Page): Promise<string> => (await page.locator('.app').innerHTML()).replaceAll(/ aria-current="page"|<h2 class="title">[^<]*/g, '');

const EMPTY: [path: string, shown: string][] = [
  ['/nowhere', '.blank'], ['/projects', '.blank'], ['/projects/99', '.blank'], ['/invitations/ended', '.blank'],
  [PROJECT, '.blank'], [`${PROJECT}?view=board`, '.board-empty'], [`${PROJECT}/actions/nope`, '.detail .blank'],
  [`${PROJECT}/history?text=zzz`, '.blank'], [`${PROJECT}/conflicts?show=resolved`, '.blank'],
  [`${PROJECT}/settings/repositories`, '.settings-body .blank'], [`${PROJECT}/settings/tokens`, ':text("No token yet")'], [`${PROJECT}/settings/audit`, ':text("Nothing has happened")'],
  [`${PROJECT}/settings/alerts`, ':text("Nothing needs you")'], [`${PROJECT}/settings/people`, ':text("Make a link")'],
  [`${PROJECT}/setup/github`, '.button-primary'], [`${PROJECT}/setup/repositories`, '.blank'], [`${PROJECT}/setup/mappings`, '.flash'], [`${PROJECT}/setup/preview`, '.flash'], [`${PROJECT}/setup/activate`, '.blank'],
];

const ONLY_LOOKING: [path: string, shown: string][] = [
  [`${PROJECT}/actions/1000`, '.pulls'], [`${PROJECT}/sync`, '.figure'], [`${PROJECT}/conflicts`, '.conflict'],
  [`${PROJECT}/settings/tokens`, '.blank'], [`${PROJECT}/setup/sync`, '.blank'],
];

/** What axe finds on each of these screens. */
async function judge({ move, page }: Visit, screens: [path: string, shown: string][]): Promise<string[]> {
  const found: string[] = [];
  for (const [path, shown] of screens) {
    await move(path);
    await page.locator(shown).first().waitFor();
    found.push(...(await violationsInBothThemes(page)).map((one) => `${path}: ${one}`));
  }
  return found;
}

inBrowser('every screen by axe: light and wide, dark and narrow', () => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    browser = await launch();
    visit = await openPage(browser, { actions: 12 });
    await visit.visit('/projects');
  });
  afterAll(async () => {
    await visit.close();
    await browser.close();
  });
  beforeEach(async () => {
    visit.world.gate.set('open');
    await visit.page.context().setOffline(false);
    await visit.move('/projects');
  });

  test.each(SCREENS.map(([path, whole, open]) => ({ path, whole, open })))('$path', async ({ path, whole, open }) => {
    await visit.move(path);
    await visit.page.locator(whole).first().waitFor();
    await open?.(visit.page);
    expect(await violationsInBothThemes(visit.page, /sync|history|conflicts/.test(path) ? [WIDE, NARROW] : [NARROW])).toEqual([]);
    expect(visit.trouble).toEqual([]);
  });

  test.each(Object.entries(STATES))('%s', async (_name, { gate = 'open', offline = false, shown }) => {
    const { move, page, trouble, world } = visit;
    const judged = new Set<string>();
    const found: string[] = [];
    for (const path of new Set(SCREENS.map(([path]) => path))) {
      if (WITHOUT_READING.includes(path)) continue;
      world.gate.set('open');
      await page.context().setOffline(false);
      await comeFrom(visit, path);
      world.gate.set(gate);
      await page.context().setOffline(offline);
      if (offline) await page.locator('.banner').waitFor();
      await move(path);
      await shows(page, path, shown);
      const look = await looks(page);
      if (!judged.has(look)) found.push(...(await violationsInBothThemes(page)).map((one) => `${path}: ${one}`));
      judged.add(look);
    }
    expect(found).toEqual([]);
    expect(judged.size).toBeGreaterThan(10);
    expect(trouble).toEqual([]);
  });

  test('with nothing to show yet', async () => {
    const nothing = await openPage(browser, { actions: 0 });
    const { services } = nothing.world;
    const none = async () => [];
    const integration = { ...(await services.integrations.get('7', VIEWER)), repositories: [], state: 'draft' as const };
    Object.assign(services.integrations, { get: async () => integration });
    Object.assign(services.projects, { list: none });
    Object.assign(services.repositories, { linkable: none, installations: async () => ({ installUrl: 'https://github.com/apps/lockstep', installations: [] }) });
    for (const service of [services.audit, services.alerts, services.webhooks, services.invitations, services.tokens]) Object.assign(service, { list: none, listOfProject: none });
    await nothing.visit('/nowhere');
    expect(await judge(nothing, EMPTY)).toEqual([]);
    await nothing.close();
  });

  test('for those who may only look', async () => {
    const looking = await openPage(browser, { actions: 12 });
    const project = await looking.world.services.projects.get('7', VIEWER);
    Object.assign(looking.world.services.projects, { get: async () => ({ ...project, role: 'viewer' }) });
    await looking.visit('/nowhere');
    expect(await judge(looking, ONLY_LOOKING)).toEqual([]);
    await looking.close();
  });
});
