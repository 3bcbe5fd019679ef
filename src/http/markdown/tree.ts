/** Rendered Markdown as it travels to the page, which draws it as nodes of its own. */

export interface MarkdownAttributes {
  href?: string;
  title?: string;
  /** Of a code block, as its author wrote it. */
  language?: string;
  align?: 'left' | 'right' | 'center';
  start?: number;
  open?: true;
  /** A picture is shown as a link to itself. */
  image?: true;
  /** Of a task's check box: where in the source its mark stands; absent where that is not known. */
  task?: number;
  checked?: boolean;
  colspan?: number;
  rowspan?: number;
}

/** A text, or an element. */
export type MarkdownNode = string | MarkdownElement;
export type MarkdownElement = [tag: string, attributes: MarkdownAttributes, children: MarkdownNode[]];

/** Elements that may travel. Whatever else a description holds is dropped, its text kept. */
export const MARKDOWN_TAGS: ReadonlySet<string> = new Set([
  'a', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'details', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'input', 'ins',
  'kbd', 'li', 'ol', 'p', 'pre', 'q', 's', 'samp', 'span', 'strike', 'strong', 'sub', 'summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul', 'var',
]);
