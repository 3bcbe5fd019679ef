/** `docs/proof.md` tells the truth: tests that name a promise do, and the mutants are those that are run. */
import { expect, test } from '@jest/globals';
import { mutants } from '../mutation/mutants.ts';
import { read } from './files.ts';

const page = read('docs/proof.md');
const rows = [...page.matchAll(/^\| I(\d+) \| (.*) \|$/gm)].map(([, number, named = '']) => ({ number: Number(number), files: [...named.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file) }));

test('every promise is named by the tests that the page names for it', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
  const silent = rows.flatMap(({ number, files }) => files.filter((file) => !new RegExp(`\\bI${number}\\b`).test(read(file))).map((file) => `I${number} in ${file}`));
  expect(silent).toEqual([]);
});

test('each point of the sync names a test that is there', () => {
  const points = [...page.matchAll(/^\| .+ \| `(test\/\S+)` \| (.+) \|$/gm)];
  expect(points.length).toBeGreaterThan(60);
  const missing = points.filter(([, file = '', name = '']) => !read(file).includes(name)).map(([row]) => row);
  expect(missing).toEqual([]);
});

test('the page lists every mutant with the test that fails', () => {
  const [, section = ''] = page.split('## Mutants\n');
  const listed = [...section.matchAll(/^\| (.+) \| (\S+\.ts) \| (.+) \|$/gm)].map(([, name, file, fails]) => ({ name, file, fails }));
  expect(listed).toEqual(mutants.map(({ name, file, fails }) => ({ name, file, fails })));
});
