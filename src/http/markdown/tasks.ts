import type { ListItem, Nodes, Root } from 'mdast';

/** Under this name a task's place travels through the steps, with a mark that no author can know. */
export const PLACE = 'dataTask';

/**
 * Notes at every task of a list where its mark stands: the character between the brackets.
 * @param mark of this very rendering: HTML that an author wrote cannot forge a place
 */
export function notePlaces(root: Root, source: string, mark: string): void {
  for (const item of tasksIn(root)) {
    const place = placeOf(item, source);
    if (place !== null) item.data = { ...item.data, hProperties: { [PLACE]: `${mark}:${place}` } };
  }
}

function* tasksIn(node: Nodes): Generator<ListItem> {
  if (node.type === 'list') for (const item of node.children) if (typeof item.checked === 'boolean') yield item;
  if ('children' in node) for (const child of node.children) yield* tasksIn(child);
}

/** The parser begins a task's first paragraph right after its mark and one space. */
function placeOf({ children: [first] }: ListItem, source: string): number | null {
  const begin = first?.position?.start.offset;
  if (begin === undefined) return null;
  const place = source.lastIndexOf(']', begin) - 1;
  return place > 0 && source[place - 1] === '[' && /[ xX\t]/.test(source[place] ?? '') && begin - place < 4 ? place : null;
}
