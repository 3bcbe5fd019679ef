import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { GraphqlFailure } from './failure.ts';
import { refuseWide } from './fault.ts';
import type { ResolverContext } from './resolver.ts';

export interface PageArgs {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

export interface Connection {
  nodes: readonly unknown[];
  edges: readonly { cursor: string; node: unknown }[];
  pageInfo: { startCursor: string | null; endCursor: string | null; hasNextPage: boolean; hasPreviousPage: boolean };
  totalCount: number;
}

/** Place of one element in its list: what it is sorted by, then its id, which makes it unique. */
export type Key = readonly [sort: string | number, id: number | string];

export interface Listing<T> {
  items: readonly T[];
  key(item: T): Key;
  node(item: T): unknown;
  descending?: boolean;
}

/** GitHub's largest page. */
const MAX_PAGE = 100;

/**
 * One page of a list. Cursors name the last element's key, not its position, so pages go on at the
 * right place when elements are added, removed or moved between two requests.
 */
export function connect<T>(listing: Listing<T>, args: PageArgs, context: ResolverContext, info: GraphQLResolveInfo): Connection {
  const totalCount = listing.items.length;
  if (!asksElements(info)) return { nodes: [], edges: [], pageInfo: NO_PAGE, totalCount };
  const { size, backward } = pageSize(args, info.fieldName);
  refuseWide(context.fault, size);
  const sign = listing.descending === true ? -1 : 1;
  const after = args.after == null ? null : decodeCursor('after', args.after);
  const before = args.before == null ? null : decodeCursor('before', args.before);
  const direction = backward ? -sign : sign;
  const inside: Keyed<T>[] = [];
  for (const item of listing.items) {
    const key = listing.key(item);
    if (after !== null && sign * compareKeys(key, after) <= 0) continue;
    if (before !== null && sign * compareKeys(key, before) >= 0) continue;
    inside.push({ item, key });
  }
  const page = smallest(inside, size, (a, b) => direction * compareKeys(a.key, b.key));
  if (backward) page.reverse();
  const edges = page.map(({ item, key }) => ({ cursor: encodeCursor(key), node: listing.node(item) }));
  const more = inside.length > page.length;
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    totalCount,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: backward ? before !== null : more,
      hasPreviousPage: backward ? more : after !== null,
    },
  };
}

interface Keyed<T> {
  item: T;
  key: Key;
}

/**
 * The first `count` in order. Sorting everything for every page would make a pull of a large
 * repository quadratic; keeping only the best `count` does not.
 */
function smallest<T>(items: readonly T[], count: number, compare: (a: T, b: T) => number): T[] {
  if (items.length <= count * 4) return items.toSorted(compare).slice(0, count);
  const best = items.slice(0, count).toSorted(compare);
  for (const item of items.slice(count)) {
    const last = best.at(-1);
    if (last === undefined || compare(item, last) >= 0) continue;
    let low = 0;
    for (let high = best.length; low < high; ) {
      const middle = (low + high) >> 1;
      const other = best[middle];
      if (other !== undefined && compare(item, other) > 0) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, item);
    best.pop();
  }
  return best;
}

const NO_PAGE = { startCursor: null, endCursor: null, hasNextPage: false, hasPreviousPage: false };

export function compareKeys(a: Key, b: Key): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
}

/** Base64 of `cursor:v2:` and the key, as GitHub's cursors look; callers must not read them. */
export function encodeCursor(key: Key): string {
  return Buffer.from(`cursor:v2:${JSON.stringify(key)}`).toString('base64');
}

function decodeCursor(argument: string, cursor: string): Key {
  const text = Buffer.from(cursor, 'base64').toString();
  try {
    if (!text.startsWith('cursor:v2:')) throw new SyntaxError('no cursor');
    return JSON.parse(text.slice('cursor:v2:'.length)) as Key;
  } catch {
    throw new GraphqlFailure('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor (argument \`${argument}\`).`);
  }
}

function pageSize({ first, last }: PageArgs, field: string): { size: number; backward: boolean } {
  if (first == null && last == null) {
    throw new GraphqlFailure('MISSING_PAGINATION_BOUNDARIES', `You must provide a \`first\` or \`last\` value to properly paginate the \`${field}\` connection.`);
  }
  const argument = first == null ? 'last' : 'first';
  const size = first ?? last ?? 0;
  if (size < 0) throw new GraphqlFailure('UNPROCESSABLE', `\`${argument}\` on the \`${field}\` connection cannot be less than zero.`);
  if (size > MAX_PAGE) {
    throw new GraphqlFailure('EXCESSIVE_PAGINATION', `Requesting ${size} records on the \`${field}\` connection exceeds the \`${argument}\` limit of ${MAX_PAGE} records.`);
  }
  return { size, backward: first == null };
}

/** Whether more than `totalCount` is asked; counting alone needs no `first`. */
function asksElements(info: GraphQLResolveInfo): boolean {
  const asks = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).some((selection) => {
      if (selection.kind === Kind.FIELD) return ['nodes', 'edges', 'pageInfo'].includes(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) return asks(selection.selectionSet);
      return asks(info.fragments[selection.name.value]?.selectionSet);
    });
  return info.fieldNodes.some((node) => asks(node.selectionSet));
}
