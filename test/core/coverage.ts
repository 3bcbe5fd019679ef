import * as fc from 'fast-check';

/** What the generators reached, counted case by case. */
export interface Coverage {
  cases: number;
  reached: Map<string, number>;
}

export function newCoverage(): Coverage {
  return { cases: 0, reached: new Map() };
}

export function count({ reached }: Coverage, what: string): void {
  reached.set(what, (reached.get(what) ?? 0) + 1);
}

/** Checks a law on `runs` generated cases; a failure prints its seed and a shrunk case. */
export function checkLaw<T>(coverage: Coverage, arbitrary: fc.Arbitrary<T>, runs: number, law: (value: T) => void): void {
  const counted = fc.property(arbitrary, (value) => {
    coverage.cases += 1;
    law(value);
  });
  fc.assert(counted, { numRuns: runs });
}

export function reached({ reached }: Coverage, what: string): number {
  return reached.get(what) ?? 0;
}

export function report({ cases, reached }: Coverage): string {
  const rows = [...reached].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [`merge properties: ${cases} cases; of them`, ...rows.map(([what, times]) => `${String(times).padStart(9)}  ${what}`), ''].join('\n');
}
