import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { missingKeys, rotateSealed, SEALED_COLUMNS } from '../../src/store/sealed-columns.ts';
import { createVault } from '../../src/store/vault.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const old = randomBytes(32);
const fresh = randomBytes(32);
const before = createVault([old]);
const rotating = createVault([fresh, old]);
const after = createVault([fresh]);

const PEOPLE = 250;

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

const placeOf = (row: number, column: string) => ({ table: 'oauth_tokens', row, column });

beforeEach(async () => {
  await database.db('users').delete();
  const people = await database.db('users').insert(Array.from({ length: PEOPLE }, (_, index) => ({ github_id: index, login: `p${index}` }))).returning<{ id: number }[]>('id');
  await database.db('oauth_tokens').insert(people.map(({ id }) => ({
    user_id: id, access_sealed: before.seal(`access ${id}`, placeOf(id, 'access_sealed')), refresh_sealed: before.seal(`refresh ${id}`, placeOf(id, 'refresh_sealed')),
  })));
});

const tokens = () => database.db<{ user_id: number; access_sealed: string; refresh_sealed: string }>('oauth_tokens').select('user_id', 'access_sealed', 'refresh_sealed');

test('I13: every column that is named as sealed is known to the rotation', async () => {
  const { rows } = await database.db.raw<{ rows: { table: string; column: string }[] }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed'`,
  );
  const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  expect(rows.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(known.toSorted());
});

describe('a rotation', () => {
  test('seals everything anew, so that the old key can go, and tells how far it is', async () => {
    const told: number[] = [];
    const rotation = await rotateSealed(database.db, rotating, ({ done }) => told.push(done));
    expect(rotation).toEqual({ total: PEOPLE * 2, done: PEOPLE * 2, unreadable: 0 });
    expect(told[0]).toBe(0);
    expect(told.length).toBeGreaterThan(4);
    for (const { user_id: id, access_sealed: access, refresh_sealed: refresh } of await tokens()) {
      expect([after.open(access, placeOf(id, 'access_sealed')), after.open(refresh, placeOf(id, 'refresh_sealed'))]).toEqual([`access ${id}`, `refresh ${id}`]);
    }
    expect(await missingKeys(database.db, after)).toEqual(new Map());
  });

  test('that was broken off goes on with what is left', async () => {
    let batches = 0;
    const broken = rotateSealed(database.db, rotating, () => {
      batches += 1;
      if (batches === 3) throw new Error('killed');
    });
    await expect(broken).rejects.toThrow('killed');
    const rest = await rotateSealed(database.db, rotating);
    expect(rest.total).toBe(PEOPLE * 2 - 200);
    expect(rest.done).toBe(rest.total);
    expect(await missingKeys(database.db, after)).toEqual(new Map());
  });

  test('under load: no read fails, and no token written meanwhile is lost', async () => {
    const rotated = new AbortController();
    const ids = (await tokens()).map(({ user_id: id }) => id);
    const written = new Map<number, string>();
    const write = async (id: number): Promise<void> => {
      const value = `newer ${id} ${written.size}`;
      await database.db('oauth_tokens').where({ user_id: id }).update({ access_sealed: rotating.seal(value, placeOf(id, 'access_sealed')) });
      written.set(id, value);
    };
    const load = async (): Promise<number> => {
      let reads = 0;
      for (let round = 0; !rotated.signal.aborted; round += 1) {
        for (const { user_id: id, access_sealed: access, refresh_sealed: refresh } of await tokens()) {
          rotating.open(access, placeOf(id, 'access_sealed'));
          rotating.open(refresh, placeOf(id, 'refresh_sealed'));
          reads += 2;
        }
        await write(ids[(round * 37) % ids.length] ?? 0);
      }
      return reads;
    };
    const reading = load();
    await rotateSealed(database.db, rotating);
    rotated.abort();
    expect(await reading).toBeGreaterThan(0);
    const now = new Map((await tokens()).map((row) => [row.user_id, row.access_sealed]));
    for (const [id, value] of written) expect(after.open(now.get(id) ?? '', placeOf(id, 'access_sealed'))).toBe(value);
  });

  test('leaves what no key opens as it is, and counts it', async () => {
    const lost = await rotateSealed(database.db, after);
    expect(lost).toEqual({ total: PEOPLE * 2, done: PEOPLE * 2, unreadable: PEOPLE * 2 });
    expect(await missingKeys(database.db, after)).toEqual(new Map([[before.keyId, PEOPLE * 2]]));
    for (const { user_id: id, access_sealed: access } of await tokens()) expect(before.open(access, placeOf(id, 'access_sealed'))).toBe(`access ${id}`);
  });
});
