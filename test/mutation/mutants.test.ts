/** A mutant whose text is gone from the source would break nothing, and prove nothing. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { mutants } from './mutants.ts';

const SOURCE = new URL('../../src/', import.meta.url);

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('what it breaks stands once in the source: %s', async (_name, { file, from }) => {
  const whole = await readFile(new URL(file, SOURCE), 'utf8');
  expect(whole.split(from).length - 1).toBe(1);
});
