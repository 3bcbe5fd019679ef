import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rows } from '../../src/store/db.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  await stack.project(['acme/widgets']);
});

afterAll(() => stack.stop());

interface Run {
  id: string;
  name: string;
  state: string;
  retries: number;
  output: unknown;
}

// A schedule without data hands a job null: then it fails each time it comes due, in no one's sight.
test('whatever comes due by the clock runs with the data it is scheduled with', async () => {
  const { boss } = stack.engine.jobs;
  const schedules = await boss.getSchedules();
  expect(schedules.map(({ name }) => name).toSorted()).toEqual(['discover', 'heal', 'maintain', 'notify', 'verify']);
  await until('the start is over', async () => (await left()).length === 0);
  const sent = await Promise.all(schedules.map(({ name, data }) => boss.send(name, data as object)));
  expect(sent).not.toContain(null);
  await until('all have run, and what they asked for', async () => (await left()).length === 0);
  const runs = await rows<Run>(stack.database.db, 'SELECT id::text, name, state::text, retry_count AS retries, output FROM pgboss.job WHERE name NOT LIKE \'\\_\\_%\'');
  expect(sent.map((id) => runs.find((run) => run.id === id)?.state)).toEqual(schedules.map(() => 'completed'));
  expect(runs.filter(({ state, retries }) => state !== 'completed' || retries > 0)).toEqual([]);
});

/** What waits or runs; what failed waits for its next try. */
const left = () => rows(stack.database.db, "SELECT 1 FROM pgboss.job WHERE name NOT LIKE '\\_\\_%' AND state IN ('created', 'active')");
