import { diff3Merge } from 'node-diff3';
import type { Side } from '../action.ts';

/** A merged text; `collided` says that both sides changed the same lines to different ones. */
export interface MergedText {
  text: string;
  collided: boolean;
}

/** Line pairs the line diff may look at; its work grows with them. 2,000 lines a side. */
const MOST_LINE_PAIRS = 4_000_000;

/**
 * Three-way merge by lines. Changes that do not touch are all kept; where both sides changed the
 * same or adjoining lines differently, the lines of `winner` stand. Every byte comes from one of
 * the three texts: lines are cut at `\n` only, so that a `\r` travels with its line. Where one
 * side did nothing but turn the line endings of the whole text (GitHub's web editor sends CRLF),
 * the endings merge apart from the lines.
 */
export function mergeText(base: string, ours: string, theirs: string, winner: Side): MergedText {
  const [baseEol, ourEol, theirEol] = [lineEnding(base), lineEnding(ours), lineEnding(theirs)];
  const eols = new Set([baseEol, ourEol, theirEol]);
  if (eols.has('lf') && eols.has('crlf') && !eols.has('mixed')) {
    const merged = mergeLines(toLf(base), toLf(ours), toLf(theirs), winner);
    const ending = mergeEndings(baseEol, ourEol, theirEol, winner);
    return {
      text: ending.eol === 'crlf' ? merged.text.replaceAll('\n', '\r\n') : merged.text,
      collided: merged.collided || ending.collided,
    };
  }
  return mergeLines(base, ours, theirs, winner);
}

type LineEnding = 'none' | 'lf' | 'crlf' | 'mixed';

function lineEnding(text: string): LineEnding {
  const feeds = count(text, '\n');
  if (feeds === 0) return text.includes('\r') ? 'mixed' : 'none';
  const pairs = count(text, '\r\n');
  if (count(text, '\r') !== pairs) return 'mixed';
  if (pairs === 0) return 'lf';
  return pairs === feeds ? 'crlf' : 'mixed';
}

/** A scalar merge: one line has no ending of its own and takes the other side's. */
function mergeEndings(base: LineEnding, ours: LineEnding, theirs: LineEnding, winner: Side) {
  if (theirs === 'none' || ours === theirs || (base === theirs && ours !== 'none')) return { eol: ours, collided: false };
  if (ours === 'none' || base === ours) return { eol: theirs, collided: false };
  return { eol: winner === 'github' ? theirs : ours, collided: true };
}

function mergeLines(base: string, ours: string, theirs: string, winner: Side): MergedText {
  if (ours === theirs || theirs === base) return { text: ours, collided: false };
  if (ours === base) return { text: theirs, collided: false };
  const texts = trimCommon(base.split('\n'), ours.split('\n'), theirs.split('\n'));
  const { head, tail } = texts;
  const regions = regionsOf(texts.base, texts.ours, texts.theirs);
  const collided = regions.some((region) => region.conflict !== undefined);
  const middle = regions.flatMap(({ ok, conflict }) => ok ?? (winner === 'github' ? conflict?.b : conflict?.a) ?? []);
  return { text: [...head, ...middle, ...tail].join('\n'), collided };
}

interface Region {
  ok?: string[];
  conflict?: { a: string[]; b: string[] };
}

function regionsOf(base: string[], ours: string[], theirs: string[]): Region[] {
  if (base.length * Math.max(ours.length, theirs.length) > MOST_LINE_PAIRS) {
    return [{ conflict: { a: ours, b: theirs } }];
  }
  return diff3Merge(ours, base, theirs, { excludeFalseConflicts: true });
}

/** Takes off the lines at both ends that all three share, so that the diff sees only the rest. */
function trimCommon(base: string[], ours: string[], theirs: string[]) {
  const shortest = Math.min(base.length, ours.length, theirs.length);
  let head = 0;
  while (head < shortest && base[head] === ours[head] && base[head] === theirs[head]) head += 1;
  let tail = 0;
  while (
    tail < shortest - head &&
    base.at(-1 - tail) === ours.at(-1 - tail) &&
    base.at(-1 - tail) === theirs.at(-1 - tail)
  ) {
    tail += 1;
  }
  const middle = (lines: string[]) => lines.slice(head, lines.length - tail);
  return {
    head: base.slice(0, head),
    tail: base.slice(base.length - tail),
    base: middle(base),
    ours: middle(ours),
    theirs: middle(theirs),
  };
}

/** Whether `theirs` holds every change that leads from `base` to `pushed`, and maybe more. */
export function containsText(base: string, pushed: string, theirs: string): boolean {
  const merged = mergeText(base, pushed, theirs, 'github');
  return !merged.collided && merged.text === theirs;
}

function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found += 1;
  return found;
}
