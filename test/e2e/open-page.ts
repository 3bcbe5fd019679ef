import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createFakeWorld, PROJECT_ID } from './fake-services.ts';
import type { FakeWorld } from './fake-services.ts';
import { serveFake } from './fake-server.ts';

export type Visit = {
  page: Page;
  world: FakeWorld;
  origin: string;
  /** Opens an address of the project, such as `?status=open` or `/actions/1000`; from then on the page hears of every edit. */
  go: (rest?: string) => Promise<void>;
  /** Opens any address of the page, such as `/projects/new`. */
  visit: (path: string) => Promise<void>;
  /** Goes on to any address within the page that is open, as a click on a link does: nothing is loaded anew. */
  move: (path: string) => Promise<void>;
  /** Requests to other hosts, policy violations and uncaught errors so far: must stay empty. */
  trouble: string[];
  close: () => Promise<void>;
};

/** A fresh world behind the built page, opened by a fresh visitor. */
export async function openPage(browser: Browser, options: BrowserContextOptions & { actions?: number } = {}): Promise<Visit> {
  const { actions, ...contextOptions } = options;
  const world = createFakeWorld(actions);
  const { fastify, origin } = await serveFake(world);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...contextOptions });
  const trouble: string[] = [];
  const page = await context.newPage();
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) trouble.push(`request to ${request.url()}`);
  });
  page.on('pageerror', (error) => trouble.push(`uncaught ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) trouble.push(message.text());
  });
  return {
    page,
    world,
    origin,
    trouble,
    async go(rest = '') {
      await page.goto(`${origin}/projects/${PROJECT_ID}${rest}`);
      await page.locator('.live-live').waitFor({ state: 'attached' });
    },
    visit: async (path) => void (await page.goto(origin + path)),
    move: (path) => page.evaluate<void>(`history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`),
    async close() {
      await context.close();
      await fastify.close();
    },
  };
}
