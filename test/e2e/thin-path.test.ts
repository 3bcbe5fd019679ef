/** Icons are sent with their numbers rounded: a hundredth of a pixel, and no more however long an outline is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { thinPath } from '../../web/thin-path.ts';

const ICONS = join(import.meta.dirname, '../../node_modules/@primer/octicons/build/svg');

test.each([
  ['M6.457 1.047c.659-1.234 2.427-1.234 3.086 0Z', 'M6.46 1.05c.66-1.24 2.42-1.24 3.08 0Z'],
  ['M0 0a1.756 1.756 0 011.754 2.006h.5v-.004', 'M0 0a1.76 1.76 0 0 1 1.75 2.01h.5v-.01'],
  ['m1.111 1.111 1 1 1 1z m.003 0h1', 'm1.11 1.11 1 1 1 1zm0 0h1'],
])('%s', (path, thin) => {
  expect(thinPath(path)).toBe(thin);
});

/** Where an outline of relative and absolute lines, curves and arcs goes, by its ends alone. */
function ends(path: string): number[][] {
  let [x, y, startX, startY] = [0, 0, 0, 0];
  return [...path.matchAll(/([a-z])([^a-z]*)/gi)].flatMap(([, letter = '', text = '']) => {
    const numbers = (text.match(/-?(?:\d*\.\d+|\d+)/g) ?? []).map(Number);
    const command = letter.toLowerCase();
    const size = { h: 1, v: 1, c: 6, s: 4, q: 4, a: 7 }[command] ?? 2;
    if (command === 'z') [x, y] = [startX, startY];
    const found: number[][] = [];
    for (let at = 0; at < numbers.length; at += size) {
      const last = numbers.slice(at, at + size);
      const [baseX, baseY] = letter === command ? [x, y] : [0, 0];
      if (command !== 'v') x = baseX + (last.at(command === 'h' ? -1 : -2) ?? 0);
      if (command !== 'h') y = baseY + (last.at(-1) ?? 0);
      if (command === 'm' && at === 0) [startX, startY] = [x, y];
      found.push([x, y]);
    }
    return found;
  });
}

test('no point of any icon is moved by more than a hundredth', () => {
  const paths = readdirSync(ICONS).filter((name) => name.endsWith('-16.svg')).flatMap((name) => [...readFileSync(join(ICONS, name), 'utf8').matchAll(/ d="([^"]+)"/g)].map(([, path = '']) => path));
  expect(paths.length).toBeGreaterThan(300);
  // Flags without a space between are read by the code under test alone.
  for (const path of paths.filter((one) => !/[aA][^a-zA-Z]*\s[01][01]/.test(one))) {
    const [before, after] = [ends(path), ends(thinPath(path))];
    expect(after).toHaveLength(before.length);
    for (const [index, [x = 0, y = 0]] of before.entries()) {
      expect(Math.abs(x - (after[index]?.[0] ?? NaN))).toBeLessThan(0.011);
      expect(Math.abs(y - (after[index]?.[1] ?? NaN))).toBeLessThan(0.011);
    }
  }
});
