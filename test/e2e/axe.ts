import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe finds on the page as it is, as text. All rules run; only what fails is worked out in full, because describing
 * every element that passes takes most of axe's time.
 */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(`${axe.source}; 0`);
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`);
}

/** The same in both themes, wide in light and narrow in dark, without a reload between. */
export async function violationsInBothThemes(page: Page): Promise<string[]> {
  const wide = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  if ((await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')) !== 'rgb(13, 17, 23)') throw new Error('the dark theme is not on');
  await page.setViewportSize({ width: 390, height: 844 });
  const dark = await violations(page);
  await page.setViewportSize(wide);
  return [...light.map((one) => `light: ${one}`), ...dark.map((one) => `dark: ${one}`)];
}
