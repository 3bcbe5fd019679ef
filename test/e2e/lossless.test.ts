/** Texts that people edit in the real page, byte for byte as they then stand in the issue at the stand-in. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { startWorld, type World } from '../security/world.ts';
import { mapIssue, type MappedIssue, useSettings } from '../support/mapped-issue.ts';
import { until } from '../support/until.ts';
import { hasBrowser, launch } from './browser.ts';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

/** As GitHub's web editor sends it, and as scripts add to it. */
const BODY = '# Über  \r\n\r\n- [ ] a task\t\r\n- [x] done 👩‍👩‍👧\r\n\r\n<details>שלום  </details>\nfrom a script\n\r\nThe end is nigh  \r\n\r\n';

describeInBrowser('an edit in the page changes what the person changed, and nothing else', () => {
  let browser: Browser;
  let world: World;
  let page: Page;
  const detail = (): Locator => page.getByRole('region', { name: 'Action details' });

  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), startWorld({ service: { heartbeatMs: 40 } })]);
    await useSettings(world.stack, world.own, { mappings: { custom: [{ key: 'steps', name: 'Steps', kind: 'text', target: { section: 'Steps' } }] } });
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(`${world.stack.app.publicUrl}/projects/${world.own}`);
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('button', { name: 'Authorize as walter' }).click();
    await page.getByText('Widget falls over').first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await world.stack.stop();
  });

  const open = async (parts: { title: string; body: string }): Promise<MappedIssue> => {
    const mapped = await mapIssue(world.stack, 'acme/widgets', parts);
    await page.goto(`${world.stack.app.publicUrl}/projects/${world.own}/actions/${mapped.actionId}`);
    await detail().getByRole('heading', { name: parts.title }).waitFor();
    return mapped;
  };
  const writes = (): number => world.stack.github.control.history().length;

  test('one word of a description', async () => {
    const mapped = await open({ title: 'A word', body: BODY });
    await detail().getByRole('button', { name: 'Edit', exact: true }).click();
    const area = detail().getByRole('textbox', { name: 'Description' });
    await area.fill((await area.inputValue()).replace('nigh', 'near'));
    await detail().getByRole('button', { name: 'Save' }).click();
    await until('the push', () => mapped.issue().body !== BODY);
    await world.stack.quiet();
    expect(mapped.issue().body).toBe(BODY.replace('nigh', 'near'));
  });

  test('a description in which something was typed and taken back is not written', async () => {
    const mapped = await open({ title: 'Nothing', body: BODY });
    const before = writes();
    await detail().getByRole('button', { name: 'Edit', exact: true }).click();
    const area = detail().getByRole('textbox', { name: 'Description' });
    await area.pressSequentially('ab');
    await area.press('Backspace');
    await area.press('Backspace');
    await detail().getByRole('button', { name: 'Save' }).click();
    await area.waitFor({ state: 'detached' });
    await world.stack.quiet();
    expect(writes()).toBe(before);
    expect(mapped.issue().body).toBe(BODY);
  });

  test('a title that is opened and left is not written; one that is edited keeps its spaces', async () => {
    const title = 'Two  spaces\u{a0}here';
    const mapped = await open({ title, body: '' });
    const before = writes();
    const area = detail().getByRole('textbox', { name: 'Title' });
    const edit = (): Promise<void> => detail().getByRole('button', { name: 'Edit title' }).click();
    await edit();
    await area.press('Enter');
    await edit();
    await detail().getByRole('button', { name: 'Edit', exact: true }).focus();
    await area.waitFor({ state: 'detached' });
    await edit();
    await area.press('End');
    await area.press('!');
    await area.press('Backspace');
    await area.press('Enter');
    await world.stack.quiet();
    expect(writes()).toBe(before);
    await edit();
    await area.fill(`${title},\nand a line break  that was pasted`);
    await area.press('Enter');
    await until('the push', () => mapped.issue().title !== title);
    expect(mapped.issue().title).toBe(`${title}, and a line break  that was pasted`);
  });

  test('a letter in a section of several lines', async () => {
    const body = '### Steps\r\n\r\n1. Open it  \r\n\r\n   - twice\r\n2. Clik\r\n\r\n### Version\r\n\r\n1.0\r\n';
    const mapped = await open({ title: 'A form', body });
    const before = writes();
    const area = detail().getByLabel('Steps');
    expect(await area.inputValue()).toBe('1. Open it  \n\n   - twice\n2. Clik');
    await area.press('End');
    await area.press('Enter');
    await area.press('x');
    await area.press('Escape');
    expect(await area.inputValue()).not.toContain('x');
    await world.stack.quiet();
    expect(writes()).toBe(before);
    await area.fill((await area.inputValue()).replace('Clik', 'Click'));
    await area.press('Control+Enter');
    await until('the push', () => mapped.issue().body !== body);
    await world.stack.quiet();
    expect(mapped.issue().body).toBe(body.replace('Clik', 'Click'));
  });
});
