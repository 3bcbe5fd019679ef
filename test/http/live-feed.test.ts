import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLiveFeed, type LiveFeed } from '../../src/http/live-feed.ts';
import { announce } from '../../src/store/live.ts';
import { rows } from '../../src/store/db.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let door: Door;
let feed: LiveFeed;

beforeEach(async () => {
  database = await cloneDatabase();
  door = await openDoor(database.url);
  feed = await createLiveFeed({
    url: door.url, log: silent, reconnectMs: 10,
    summaries: async () => [], repositories: async () => [], repositoriesOfActions: async () => new Map(),
  });
});

afterEach(async () => {
  await feed.close();
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
  expect(await connections()).toHaveLength(1);
});

interface Door {
  url: string;
  refused: number;
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
