import { afterAll, describe, expect, test } from '@jest/globals';
import { renderMarkdown } from '../../../src/http/markdown/render.ts';
import { createMarkdownRenderer } from '../../../src/http/markdown/renderer.ts';
import { MARKDOWN_TAGS, type MarkdownElement, type MarkdownNode } from '../../../src/http/markdown/tree.ts';
import { ATTACKS } from './attacks.ts';

const PLACE = { webUrl: 'https://github.com', repository: 'acme/widgets', url: 'https://github.com/acme/widgets/issues/1' };
const render = (text: string): MarkdownNode[] => renderMarkdown(text, PLACE);

function* elements(nodes: readonly MarkdownNode[]): Generator<MarkdownElement> {
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    yield node;
    yield* elements(node[2]);
  }
}
const all = (text: string, tag: string): MarkdownElement[] => [...elements(render(text))].filter(([name]) => name === tag);
const textOf = (nodes: readonly MarkdownNode[]): string => nodes.map((node) => (typeof node === 'string' ? node : textOf(node[2]))).join('');
const links = (text: string): [string, string][] => all(text, 'a').map(([, { href }, inner]) => [textOf(inner), href ?? '']);

describe('GitHub flavoured Markdown', () => {
  test.each([
    ['strikethrough', '~~gone~~', 'del'], ['a table', '| a |\n|:-:|\n| b |', 'td'], ['a code block', '```ts\nconst a = 1;\n```', 'pre'],
    ['a line break at the end of a line', 'one\ntwo', 'br'], ['keys', '<kbd>Ctrl</kbd>', 'kbd'], ['an image is a link', '![a](https://x.test/b.png)', 'a'],
    ['a fold', '<details><summary>More</summary>\n\n- x\n\n</details>', 'details'], ['a footnote', 'a[^1]\n\n[^1]: b', 'sup'],
  ])('%s', (_what, text, tag) => {
    expect(all(text, tag)).not.toEqual([]);
  });

  test('comments stay invisible', () => {
    expect(textOf(render('a <!-- secret --> b\n\n<!--\nmore\n-->'))).not.toMatch(/secret|more/);
  });

  test('mentions, issues and their addresses are links; within code and words they are none', () => {
    expect(links('@octo and @acme/core: see #12, a/b#3 and GH-4')).toEqual([
      ['@octo', 'https://github.com/octo'], ['@acme/core', 'https://github.com/orgs/acme/teams/core'], ['#12', 'https://github.com/acme/widgets/issues/12'],
      ['a/b#3', 'https://github.com/a/b/issues/3'], ['GH-4', 'https://github.com/acme/widgets/issues/4'],
    ]);
    expect(links('https://github.com/acme/widgets/issues/7 https://github.com/x/y/pull/8 https://x.test/1')).toEqual([
      ['#7', 'https://github.com/acme/widgets/issues/7'], ['x/y#8', 'https://github.com/x/y/pull/8'], ['https://x.test/1', 'https://x.test/1'],
    ]);
    expect(links('`@octo #12` mail me@here.test? no: a#1b, colour#12, foo@bar, ##3')).toEqual([['me@here.test', 'mailto:me@here.test']]);
  });

  test('a task names the one character that its tick changes', () => {
    const source = 'Intro [ ] no task\r\n\r\n- [ ] one\r\n- [x] two **b**\r\n  1. [X] three\n> * [ ] four\n\n- [ ]\n- [link](x)';
    const tasks = all(source, 'input').map(([, { task, checked }]) => [task === undefined ? undefined : source.slice(task - 1, task + 2), checked]);
    expect(tasks).toEqual([['[ ]', false], ['[x]', true], ['[X]', true], ['[ ]', false]]);
  });

  test('an author cannot forge the place of a task', () => {
    const forged = all('<ul><li data-task="1:4"><input type="checkbox"> x</li></ul>\n\n- [ ] real', 'input').map(([, { task }]) => task !== undefined);
    expect(forged).toEqual([false, true]);
  });
});

describe('what an attacker writes', () => {
  test.each(ATTACKS)('%s', (text) => {
    for (const [tag, attributes] of elements(render(text))) {
      expect(MARKDOWN_TAGS).toContain(tag);
      for (const name of Object.keys(attributes)) expect(['href', 'title', 'language', 'align', 'start', 'open', 'image', 'task', 'checked', 'colspan', 'rowspan']).toContain(name);
      if (attributes.href !== undefined) expect(attributes.href).toMatch(/^(?:https?:\/\/|mailto:)/);
    }
  });
});

describe('in a thread of its own', () => {
  const renderer = createMarkdownRenderer(2_000);
  afterAll(() => renderer.close());

  test('a text made to be slow is shown as it was written, and the next one is rendered', async () => {
    const slow = '_a*_'.repeat(16_384);
    const [first, second] = await Promise.all([renderer.render(slow, PLACE), renderer.render('**bold**', PLACE)]);
    expect(first).toEqual([['pre', {}, [['code', {}, [slow]]]]]);
    expect(second).toEqual([['p', {}, [['strong', {}, ['bold']]]]]);
  });
});
