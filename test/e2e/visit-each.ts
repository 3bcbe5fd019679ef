/** What the tests of a file share that have a page of their own each. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { hasBrowser, launch } from './browser.ts';
import { openPage, type Visit } from './open-page.ts';

export const inBrowser = hasBrowser() ? test : test.skip;

/** Opens the page before each test, and finds after it that nothing went wrong unseen. @returns the visit of the test that runs */
export function visitEach(options: Parameters<typeof openPage>[1]): () => Visit {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    visit = await openPage(browser, options);
  });
  afterEach(async () => {
    expect(visit.trouble).toEqual([]);
    await visit.close();
  });
  return () => visit;
}
