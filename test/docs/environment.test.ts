/** .env.example against what src/config.ts reads. */
import { parseEnv } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config.ts';
import { read } from './files.ts';

const example = read('.env.example');
const given = parseEnv(example);

/** Names in config.ts: `env['NAME']`, and the keys of the schema. */
function variablesRead(): string[] {
  const source = read('src/config.ts');
  const direct = [...source.matchAll(/\benv\['([A-Z_]+)'\]/g)];
  const [schema = ''] = /const schema = z\.object\(\{[\s\S]*?\n\}\);/.exec(source) ?? [];
  const keys = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)];
  return [...new Set([...direct, ...keys].map(([, name = '']) => name))].toSorted();
}

describe('.env.example', () => {
  test('names every variable that is read, and no other', () => {
    expect(variablesRead().length).toBeGreaterThan(12);
    expect(Object.keys(given).toSorted()).toEqual(variablesRead());
  });

  test('says of each variable what it is', () => {
    const lines = example.split('\n');
    const bare = lines.filter((line, at) => /^[A-Z_]+=/.test(line) && !/^(?:#|[A-Z_]+=)/.test(lines[at - 1] ?? ''));
    expect(bare).toEqual([]);
  });

  test('changes nothing where it is copied as it is', () => {
    expect(loadConfig(given as NodeJS.ProcessEnv)).toEqual(loadConfig({}));
  });
});
