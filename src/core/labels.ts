import { fold } from './merge/set.ts';

/**
 * What stands for the `*` of a label pattern ('' for a plain name), or null when the label does
 * not match. Case does not count, as on GitHub; the captured text keeps its spelling.
 */
export function matchLabel(pattern: string, label: string): string | null {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern.length === label.length && fold(pattern) === fold(label) ? '' : null;
  const head = pattern.slice(0, star);
  const tail = pattern.slice(star + 1);
  const end = label.length - tail.length;
  if (end < head.length) return null;
  const fits = fold(label.slice(0, head.length)) === fold(head) && fold(label.slice(end)) === fold(tail);
  return fits ? label.slice(head.length, end) : null;
}

export function matchesAny(patterns: readonly string[], label: string): boolean {
  return patterns.some((pattern) => matchLabel(pattern, label) !== null);
}

/** Whether some label could match both patterns. */
export function overlap(a: string, b: string): boolean {
  if (!a.includes('*')) return matchLabel(b, a) !== null;
  if (!b.includes('*')) return matchLabel(a, b) !== null;
  const [headA = '', tailA = ''] = fold(a).split('*');
  const [headB = '', tailB = ''] = fold(b).split('*');
  const headsFit = headA.startsWith(headB) || headB.startsWith(headA);
  return headsFit && (tailA.endsWith(tailB) || tailB.endsWith(tailA));
}

/** In an order of their own, because GitHub's order of labels differs between its APIs. */
export function sortLabels(labels: readonly string[]): string[] {
  return labels.toSorted((a, b) => compare(fold(a), fold(b)));
}

export function findFolded(names: readonly string[], name: string): string | undefined {
  const folded = fold(name);
  return names.find((known) => fold(known) === folded);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
