/** docs/api.md is true: its table is the catalogue, and its examples run. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PROBLEMS } from '../../../src/http/rest/problems.ts';
import { createApiToken } from '../../../src/store/api-tokens.ts';
import { startWorld, type World } from '../../security/world.ts';

const page = readFileSync('docs/api.md', 'utf8');
const examples = [...page.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n').filter((line) => line !== ''));

let world: World;
let token: string;

beforeAll(async () => {
  world = await startWorld();
  ({ token } = await createApiToken(world.stack.database.db, { kind: 'person', userId: world.ids.olivia, projectId: null, name: 'docs', scopes: ['read', 'write', 'admin'], expiresInDays: 1 }));
});
afterAll(() => world.stack.stop());

test('every problem stands in the table', () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| (\d+) \| (.+) \|$/gm)].map(([, name = '', status = '', title = '']) => [name, { status: Number(status), title }]);
  expect(Object.fromEntries(rows)).toEqual(PROBLEMS);
});

/** What curl would send, of the options that the examples use. */
function requestOf(example: string): [string, RequestInit] {
  const filled = example.replace('/projects/1', `/projects/${world.own}`).replace('/actions/1', `/actions/${world.actions.widgets}`)
    .replaceAll('$LOCKSTEP', world.stack.app.publicUrl ?? '').replaceAll('$TOKEN', token);
  const words = [...filled.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  const all = (option: string) => words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));
  const [body] = all('-d');
  return [words[1] ?? '', { method: all('-X')[0] ?? 'GET', headers: all('-H').map((line) => line.split(': ') as [string, string]), ...(body !== undefined && { body }) }];
}

test('every example runs', async () => {
  expect(examples.length).toBeGreaterThan(12);
  for (const example of examples) {
    expect(example).toMatch(/^curl "/);
    const answer = await fetch(...requestOf(example));
    const told = await answer.text();
    expect({ example, done: answer.ok, ...(!answer.ok && { told }) }).toEqual({ example, done: true });
  }
});
