import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FeedEvent } from '../../src/http/feed.ts';
import { createLiveFeed, type LiveFeed, type LiveFeedParts } from '../../src/http/live-feed.ts';
import { announce } from '../../src/store/live.ts';
import { rows } from '../../src/store/db.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let door: Door;
let feed: LiveFeed;
let feeds: LiveFeed[];

async function another(more: Partial<LiveFeedParts> = {}): Promise<LiveFeed> {
  const made = await createLiveFeed({
    url: door.url, log: silent, reconnectMs: 10,
    summaries: async () => [], repositories: async () => [], repositoriesOfActions: async () => new Map(), ...more,
  });
  feeds.push(made);
  return made;
}

beforeEach(async () => {
  database = await cloneDatabase();
  door = await openDoor(database.url);
  feeds = [];
  feed = await another();
});

afterEach(async () => {
  for (const one of feeds) await one.close();
  await door.close();
  await until('the connection has ended', async () => (await connections()).length === 0);
  await database.drop();
});

const connections = () => rows(database.db, "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lockstep-live'");

// Each failed try to connect used to start two more, and all but the newest connection outlived the feed.
test('a feed that cannot reach PostgreSQL for a while comes back with one connection, and tells its followers to read anew', async () => {
  const told: string[] = [];
  await feed.subscribe('1', null, ({ type }) => told.push(type));
  const before = door.refused;
  door.shut();
  await until('it tried again and again', () => door.refused > before + 4);
  door.open();
  await until('it is back', () => told.includes('reset'));
  await announce(database.db, 1, { actionIds: [7] });
  await until('it hears again', () => told.includes('health.changed'));
  expect(told).toEqual(['reset', 'action.removed', 'health.changed']);
  // PostgreSQL takes a moment to notice those that were broken off.
  await until('one connection is left', async () => (await connections()).length === 1);
});

/** What a page has heard, and where it is. */
async function follow(whose: LiveFeed, after: string | null = null, projectId = '1'): Promise<{ heard: FeedEvent[]; leave: () => void; at: () => string; types: () => string[] }> {
  const heard: FeedEvent[] = [];
  const leave = await whose.subscribe(projectId, after, (event) => heard.push(event));
  return { heard, leave, at: () => heard.at(-1)?.id ?? '', types: () => heard.map(({ type }) => type) };
}
const removed = (heard: readonly FeedEvent[]): string[] => heard.flatMap((event) => (event.type === 'action.removed' ? [event.data.id] : []));

test('a connection that died without a word is noticed, and followers read anew', async () => {
  const dying = await another({ watch: { probeMs: 20, answerMs: 2000 } });
  const { types } = await follow(dying);
  door.hush();
  await until('it noticed', () => types().includes('reset'));
  await announce(database.db, 1, { actionIds: [7] });
  await until('it hears again', () => types().includes('action.removed'));
});

test('what cannot be filled in is no silence: followers read anew', async () => {
  let fails = true;
  const failing = await another({ repositoriesOfActions: async () => (fails ? Promise.reject(new Error('the database is away')) : new Map()) });
  const { types } = await follow(failing);
  await announce(database.db, 1, { actionIds: [7] });
  await until('they are told', () => types().includes('reset'));
  fails = false;
  await announce(database.db, 1, { actionIds: [8] });
  await until('the next is told', () => types().includes('action.removed'));
});

test('a flood that cannot be filled in as it comes takes no memory: followers read anew', async () => {
  const blocked = Promise.withResolvers<void>();
  const flooded = await another({ waiting: 3, summaries: async () => blocked.promise.then(() => []) });
  const { types } = await follow(flooded);
  await until('it is too much', async () => {
    await announce(database.db, 1, { actionIds: [1] });
    return types().includes('reset');
  });
  blocked.resolve();
});

test('a page goes on at another process where it was at the first, though each says at times of its own how the sync stands', async () => {
  const [quick, slow] = [await another({ healthEveryMs: 1 }), await another({ healthEveryMs: 500 })];
  const there = await follow(quick);
  const meanwhile = await follow(slow);
  await announce(database.db, 1, { actionIds: [1] });
  await until('the first is told', () => there.types().at(-1) === 'health.changed');
  await announce(database.db, 1, { actionIds: [2] });
  await until('the second is told', () => removed(there.heard).includes('2') && there.types().at(-1) === 'health.changed');
  there.leave();
  await announce(database.db, 1, { actionIds: [3] });
  await until('the other process has told all of it', () => removed(meanwhile.heard).includes('3') && meanwhile.types().at(-1) === 'health.changed');
  const back = await follow(slow, there.at());
  expect(removed(back.heard)).toEqual(['3']);
  expect(back.types().at(-1)).toBe('health.changed');
});

test('where a page is says nothing of other projects’ actions', async () => {
  const other = await follow(feed, null, '2');
  await announce(database.db, 2, { actionIds: [123_456_789] });
  await until('it is told', () => removed(other.heard).length > 0);
  const { heard } = await follow(feed, 'long ago');
  expect(heard.map(({ type }) => type)).toEqual(['reset', 'health.changed']);
  expect(JSON.stringify(heard)).not.toContain('123456789');
  const again = await follow(feed, heard[0]?.id ?? null);
  expect(again.types()).toEqual(['health.changed']);
});

test('a thousand repositories and actions are told of in one transaction', async () => {
  const asked = new Set<number>();
  const wide = await another({ repositories: async (_project, ids) => (ids.forEach((id) => asked.add(id)), []) });
  const { heard } = await follow(wide);
  const ids = Array.from({ length: 1000 }, (_, index) => 100_000_000_000_000 + index);
  await announce(database.db, 1, { actionIds: ids, repositoryIds: ids, project: true });
  await until('all is told', () => removed(heard).length === 1000 && asked.size === 1000);
  expect(heard[0]?.type).toBe('project.changed');
});

interface Door {
  url: string;
  refused: number;
  /** What goes through now goes nowhere, and nobody is told. */
  hush(): void;
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

/** Stands before PostgreSQL and breaks connections off while it is shut. */
async function openDoor(url: string): Promise<Door> {
  const target = new URL(url);
  const through = new Set<Socket>();
  let isShut = false;
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    if (isShut) {
      door.refused += 1;
      return void socket.destroy();
    }
    const inner = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[socket, inner], [inner, socket]] as const) {
      one.on('error', () => {}).on('close', () => other.destroy()).pipe(other);
      through.add(one);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = new URL(url);
  own.port = String((server.address() as AddressInfo).port);
  const cut = (): void => {
    for (const socket of through) socket.destroy();
    through.clear();
  };
  const door: Door = {
    url: own.href,
    refused: 0,
    hush() {
      for (const socket of through) socket.unpipe().resume();
    },
    shut() {
      isShut = true;
      cut();
    },
    open: () => void (isShut = false),
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return door;
}
