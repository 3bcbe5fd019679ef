import { diffParts } from './diff.ts';

const END = /\r\n?|\n/g;

/**
 * What was typed in a text area, with the line ends that the text had before. A text area turns all of them into `\n`
 * (HTML, "API value"), and GitHub's own editor sends `\r\n`: without this a letter typed here would change every line there.
 * A line that stayed keeps its end, a changed one that of the line it stands for; a further one takes what prevails.
 */
export function keepLineEnds(before: string, typed: string): string {
  if (typed === before) return before;
  const lines = typed.split('\n');
  const ends = before.match(END) ?? [];
  const count = (end: string): number => ends.filter((one) => one === end).length;
  const [usual = ''] = ['\n', '\r\n', '\r'].toSorted((a, b) => count(b) - count(a));
  const stayed = new Map<number, number>();
  let [was, is] = [0, 0];
  diffParts(before.split(END), lines, (kind) => {
    if (kind === 'same') stayed.set(is, was);
    if (kind !== 'added') was += 1;
    if (kind !== 'removed') is += 1;
  });
  const taken = new Set(stayed.values());
  // From the end: what splits a line, or joins two, comes before the end that was there.
  let next = ends.length;
  return lines.reduceRight((rest, line, index) => {
    const place = stayed.get(index) ?? (taken.has(next) ? -1 : next);
    if (place >= 0) next = place - 1;
    const end = index < lines.length - 1 ? (ends[place] ?? usual) : '';
    // A lone `\r` before an empty line would become one end with it.
    return line + (end === '\r' && rest.startsWith('\n') ? '\r\n' : end) + rest;
  }, '');
}
