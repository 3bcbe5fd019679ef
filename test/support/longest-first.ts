/**
 * The order of test files: those that take longest begin first, so that none is left alone at the end
 * with one worker idle. Elsewhere the larger file goes first, as jest does without a record of times.
 */
import { statSync } from 'node:fs';

interface TestFile {
  path: string;
}

/** About a minute and more, the longest first. */
const LONG = ['simulation/simulation', 'processes/kill', 'store/embedded', 'e2e/accessibility-screens', 'soak/soak', 'e2e/page', 'e2e/actions', 'e2e/edits'];

const placeOf = ({ path }: TestFile): number => {
  const index = LONG.findIndex((name) => path.endsWith(`test/${name}.test.ts`));
  return index === -1 ? LONG.length : index;
};

const sizeOf = ({ path }: TestFile): number => statSync(path).size;

export default class LongestFirst {
  sort<T extends TestFile>(tests: T[]): T[] {
    return tests.toSorted((a, b) => placeOf(a) - placeOf(b) || sizeOf(b) - sizeOf(a));
  }

  shard<T>(tests: T[]): T[] {
    return tests;
  }

  allFailedTests<T>(tests: T[]): T[] {
    return tests;
  }

  cacheResults(): void {
    // The order does not depend on earlier runs.
  }
}
