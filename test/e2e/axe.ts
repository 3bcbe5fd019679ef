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

export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 390, height: 844 };

/** The same in both themes, without a reload between: in light as wide as the page is, in dark at each of these sizes. */
export async function violationsInBothThemes(page: Page, darkSizes: readonly { width: number; height: number }[] = [NARROW]): Promise<string[]> {
  const wide = page.viewportSize() ?? WIDE;
  await page.emulateMedia({ colorScheme: 'light' });
  const found = (await violations(page)).map((one) => `light: ${one}`);
  await page.emulateMedia({ colorScheme: 'dark' });
  if ((await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')) !== 'rgb(13, 17, 23)') throw new Error('the dark theme is not on');
  for (const size of darkSizes) {
    await page.setViewportSize(size);
    found.push(...(await violations(page)).map((one) => `dark, ${size.width} wide: ${one}`));
  }
  await page.setViewportSize(wide);
  return found;
}
