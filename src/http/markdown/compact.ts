import type { Element, ElementContent, Root, RootContent } from 'hast';
import { linkReferences, shortIssue, type Place } from './references.ts';
import { PLACE } from './tasks.ts';
import { MARKDOWN_TAGS, type MarkdownAttributes, type MarkdownNode } from './tree.ts';

export interface CompactOptions extends Place {
  /** What relative addresses are relative to. */
  baseUrl: string;
  /** The mark at true places of tasks. */
  mark: string;
}

/** Deeper than this, elements are left out and their text stays. */
const MAX_DEPTH = 60;
/** More nodes than a description of 65,536 characters has that somebody wrote; beyond, the rest is left out. */
const MAX_NODES = 20_000;

interface State extends CompactOptions {
  left: number;
  /** The place of the task that the next check box belongs to. */
  task: number | undefined;
}

/** Turns a sanitized tree into what the page draws: known elements with known attributes, and nothing else. */
export function compact(root: Root, options: CompactOptions): MarkdownNode[] {
  return children(root.children, { ...options, left: MAX_NODES, task: undefined }, 0, true);
}

function children(nodes: readonly (RootContent | ElementContent)[], state: State, depth: number, links: boolean): MarkdownNode[] {
  const made = nodes.flatMap((node) => toNodes(node, state, depth, links));
  return merged(made);
}

function toNodes(node: RootContent | ElementContent, state: State, depth: number, links: boolean): MarkdownNode[] {
  if (state.left <= 0) return [];
  state.left -= 1;
  if (node.type === 'text') return links ? linkReferences(node.value, state) : [node.value];
  if (node.type !== 'element') return [];
  if (node.tagName === 'img') return picture(node, state);
  if (!MARKDOWN_TAGS.has(node.tagName) || depth > MAX_DEPTH) return children(node.children, state, depth + 1, links);
  if (node.tagName === 'input') return checkBox(node, state);
  return [element(node, state, depth, links)];
}

const NO_REFERENCES: ReadonlySet<string> = new Set(['a', 'code', 'pre', 'kbd', 'samp', 'var']);

function element(node: Element, state: State, depth: number, links: boolean): MarkdownNode {
  const { tagName, properties } = node;
  if (tagName === 'li') state.task = placeOf(properties[PLACE], state.mark);
  const inner = children(node.children, state, depth + 1, links && !NO_REFERENCES.has(tagName));
  if (tagName === 'a') return anchor(node, inner, state);
  return [tagName, attributes(node), inner];
}

function attributes({ tagName, properties }: Element): MarkdownAttributes {
  const { align, start, className, open, colSpan, rowSpan } = properties;
  const language = tagName === 'code' && Array.isArray(className) ? /^language-(.{1,40})$/.exec(String(className[0]))?.[1] : undefined;
  return {
    ...((tagName === 'td' || tagName === 'th') && (align === 'left' || align === 'right' || align === 'center') && { align }),
    ...(tagName === 'ol' && typeof start === 'number' && { start }),
    ...(tagName === 'details' && open === true && { open }),
    ...(language !== undefined && { language }),
    ...(isSpan(colSpan) && { colspan: colSpan }),
    ...(isSpan(rowSpan) && { rowspan: rowSpan }),
  };
}

const isSpan = (value: unknown): value is number => typeof value === 'number' && value > 1 && value <= 100;

/** The address as an absolute one of a harmless protocol; null for any other, and for places within the text. */
function addressOf(value: unknown, base: string): URL | null {
  if (typeof value !== 'string' || value.startsWith('#') || !URL.canParse(value, base)) return null;
  const url = new URL(value, base);
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url : null;
}

function anchor({ properties }: Element, inner: MarkdownNode[], state: State): MarkdownNode {
  const url = addressOf(properties['href'], state.baseUrl);
  if (url === null) return ['span', {}, inner];
  const isBare = inner.length === 1 && inner[0] === properties['href'];
  const short = isBare ? shortIssue(url, state) : null;
  const { title } = properties;
  return ['a', { href: url.href, ...(typeof title === 'string' && { title }) }, short === null ? inner : [short]];
}

/** A link to the picture: showing it would be a request to another host, which learns who reads. */
function picture({ properties }: Element, { baseUrl }: State): MarkdownNode[] {
  const url = addressOf(properties['src'], baseUrl);
  const alt = typeof properties['alt'] === 'string' ? properties['alt'] : '';
  if (url === null) return alt === '' ? [] : [alt];
  return [['a', { href: url.href, image: true }, [alt.trim() || url.pathname.split('/').at(-1)?.slice(0, 80) || url.host]]];
}

function checkBox({ properties }: Element, state: State): MarkdownNode[] {
  if (properties['type'] !== 'checkbox') return [];
  const { task } = state;
  state.task = undefined;
  return [['input', { checked: properties['checked'] === true, ...(task !== undefined && { task }) }, []]];
}

function placeOf(value: unknown, mark: string): number | undefined {
  const [theirs, place] = typeof value === 'string' ? value.split(':') : [];
  return theirs === mark && place !== undefined && /^\d{1,6}$/.test(place) ? Number(place) : undefined;
}

/** Texts side by side as one. */
function merged(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  const result: MarkdownNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (typeof node === 'string' && typeof last === 'string') result[result.length - 1] = last + node;
    else result.push(node);
  }
  return result;
}
