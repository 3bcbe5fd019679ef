import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { lockstep } from './lockstep.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
});

afterAll(async () => {
  await database.drop();
});

const migrate = (...args: string[]) => lockstep({ DATABASE_URL: database.url }, 'migrate', ...args);

test('--down takes back the newest migration, and without it what is missing is applied', async () => {
  expect(await migrate()).toEqual({ status: 0, stdout: 'The database is up to date.\n', stderr: '' });
  const down = await migrate('--down');
  expect(down).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d{4}_\w+\.ts taken back\n$/) });
  const name = down.stdout.split(' ')[0] ?? '';
  const again = await migrate('--json');
  expect(JSON.parse(again.stdout)).toEqual({ applied: [name] });
  expect(JSON.parse((await migrate('--json')).stdout)).toEqual({ applied: [] });
});
