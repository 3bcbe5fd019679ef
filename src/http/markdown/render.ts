/**
 * GitHub flavoured Markdown, rendered on the server to a sanitized tree. The page gets no HTML and
 * parses none: https://github.github.com/gfm/ and how GitHub shows issues (line breaks count).
 */
import { randomUUID } from 'node:crypto';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize from 'rehype-sanitize';
import remarkBreaks from 'remark-breaks';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { compact } from './compact.ts';
import type { Place } from './references.ts';
import { schema } from './schema.ts';
import { notePlaces } from './tasks.ts';
import type { MarkdownNode } from './tree.ts';

export interface RenderOptions extends Place {
  /** Of the issue; relative addresses are relative to it. */
  url: string | null;
}

const parser = unified().use(remarkParse).use(remarkGfm);
const renderer = unified().use(remarkBreaks).use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw).use(rehypeSanitize, schema);

/** A text that nests too deep to be meant is shown as it was written. */
export function renderMarkdown(text: string, { url, ...place }: RenderOptions): MarkdownNode[] {
  const mark = randomUUID();
  if (text.trim() === '') return [];
  try {
    const parsed = parser.parse(text);
    notePlaces(parsed, text, mark);
    const tree = renderer.runSync(parsed);
    return compact(tree, { ...place, mark, baseUrl: url ?? place.webUrl });
  } catch (error) {
    // Nested beyond the stack.
    if (error instanceof RangeError) return asWritten(text);
    throw error;
  }
}

/** The text itself, as a block of code. */
export const asWritten = (text: string): MarkdownNode[] => [['pre', {}, [['code', {}, [text]]]]];
