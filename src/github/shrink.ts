import { GitHubError } from './errors.ts';

/** GitHub's largest page. */
const LARGEST = 100;

/**
 * Reads a page as large as GitHub can compute it: in halves, down to one.
 * @param alone reads the next thing in another way, where GitHub cannot compute even a page of one (I11)
 */
export async function readShrinking<T>(read: (first: number) => Promise<T>, alone: () => Promise<T>): Promise<T> {
  for (let first = LARGEST; first >= 1; first = Math.floor(first / 2)) {
    try {
      return await read(first);
    } catch (error) {
      if (!isTooWide(error)) throw error;
    }
  }
  return alone();
}

/**
 * Reads many things by id; what GitHub cannot compute together is asked for in halves, down to one.
 * @returns what was read, and the ids that cannot be read even alone
 */
export async function readHalving<K, T>(ids: readonly K[], read: (ids: readonly K[]) => Promise<T[]>): Promise<{ found: T[]; unreadable: K[] }> {
  if (ids.length === 0) return { found: [], unreadable: [] };
  try {
    return { found: await read(ids), unreadable: [] };
  } catch (error) {
    if (!isTooWide(error)) throw error;
    if (ids.length === 1) return { found: [], unreadable: [...ids] };
    const middle = Math.ceil(ids.length / 2);
    const [left, right] = [await readHalving(ids.slice(0, middle), read), await readHalving(ids.slice(middle), read)];
    return { found: [...left.found, ...right.found], unreadable: [...left.unreadable, ...right.unreadable] };
  }
}

const isTooWide = (error: unknown): boolean => error instanceof GitHubError && error.code === 'too_wide';
