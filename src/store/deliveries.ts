/** The inbox: webhook deliveries, verbatim, from acknowledgement to outcome. */
import { GHOST } from '../core/privacy/identity.ts';
import type { Db, Queryable } from './db.ts';
import { row, rows, rowsPlannedOnce, run } from './db.ts';
import { compressBody } from './delivery-body.ts';

export interface IncomingDelivery {
  guid: string;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  /** zstd of the raw bytes. */
  body: Buffer;
}

/** Names one stored delivery; the time is part of the key because the table is partitioned by it. */
export interface DeliveryKey {
  guid: string;
  /** ISO time, milliseconds, the database's clock. */
  receivedAt: string;
}

export interface StoredDelivery extends DeliveryKey {
  event: string;
  action: string | null;
  installationId: number | null;
  state: DeliveryState;
  attempts: number;
  body: Buffer;
}

export type DeliveryState = 'queued' | 'processed' | 'ignored' | 'parked';

/**
 * Stores deliveries in one statement. A known GUID is not stored again, but where that delivery is
 * parked it is queued once more (GitHub, or a person, sent it again on purpose).
 * @param rest how the statement ends, always the same; its table `needing` ("guid", "receivedAt") has the deliveries that now need a job
 * @returns the rows of `rest`
 */
export async function storeDeliveries<T>(db: Queryable, incoming: readonly IncomingDelivery[], rest: string): Promise<T[]> {
  // Sorted, so that two batches that share GUIDs lock them in the same order.
  const batch = incoming.toSorted((a, b) => (a.guid < b.guid ? -1 : 1));
  return rowsPlannedOnce<T>(
    db,
    'store-deliveries',
    `WITH incoming AS (
       SELECT guid, event, action, installation_id, repository_id, substring(bodies FROM start FOR size) AS body
         FROM (SELECT ?::bytea AS bodies) AS b,
              unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::int[], ?::int[])
                AS t (guid, event, action, installation_id, repository_id, start, size)
     ), fresh AS (
       INSERT INTO delivery_guids (guid, received_at)
       SELECT guid, date_trunc('milliseconds', now()) FROM incoming
       ON CONFLICT (guid) DO NOTHING
       RETURNING guid, received_at
     ), stored AS (
       INSERT INTO deliveries (guid, received_at, event, action, installation_id, repository_id, body)
       SELECT guid, received_at, event, action, installation_id, repository_id, body FROM incoming JOIN fresh USING (guid)
       RETURNING guid, received_at
     ), known AS (
       SELECT g.guid, g.received_at FROM incoming LEFT JOIN fresh USING (guid),
              -- One by one, by the key: a plan made while the table was small would read all of it, each time.
              LATERAL (SELECT guid, received_at FROM delivery_guids WHERE guid = incoming.guid LIMIT 1) AS g
        WHERE fresh.guid IS NULL
     ), again AS (
       UPDATE deliveries d SET state = 'queued', attempts = 0, error = NULL
         FROM known
        WHERE d.guid = known.guid AND d.received_at = known.received_at AND d.state = 'parked'
       RETURNING d.guid, d.received_at
     ), needing AS (
       SELECT guid, to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "receivedAt"
         FROM (SELECT * FROM stored UNION ALL SELECT * FROM again) AS found
     ) ${rest}`,
    [
      // One parameter for all bodies: a lone Buffer travels as it is, an array of them as hexadecimal text.
      Buffer.concat(batch.map((d) => d.body)),
      batch.map((d) => d.guid),
      batch.map((d) => d.event),
      batch.map((d) => d.action),
      batch.map((d) => d.installationId),
      batch.map((d) => d.repositoryId),
      startsOf(batch),
      batch.map((d) => d.body.length),
    ],
  );
}

/** Where each body begins in their concatenation; PostgreSQL counts from 1. */
function startsOf(batch: readonly IncomingDelivery[]): number[] {
  let next = 1;
  return batch.map(({ body }) => {
    const start = next;
    next += body.length;
    return start;
  });
}

/** Reads the bodies of a batch of deliveries that still wait to be processed. */
export async function loadQueued(db: Queryable, keys: readonly DeliveryKey[]): Promise<StoredDelivery[]> {
  return rows<StoredDelivery>(
    db,
    `SELECT d.guid, k.received_text AS "receivedAt", d.event, d.action, d.installation_id AS "installationId", d.state, d.attempts, d.body
       FROM unnest(?::text[], ?::text[]) AS k (guid, received_text)
       JOIN deliveries d ON d.guid = k.guid AND d.received_at = k.received_text::timestamptz
      WHERE d.state = 'queued'`,
    [keys.map((key) => key.guid), keys.map((key) => key.receivedAt)],
  );
}

export interface DeliveryOutcome extends DeliveryKey {
  state: 'processed' | 'ignored';
  outcome: string;
}

export async function finishDeliveries(db: Queryable, outcomes: readonly DeliveryOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  await run(
    db,
    `UPDATE deliveries d SET state = k.state, outcome = k.outcome, error = NULL, finished_at = now()
       FROM unnest(?::text[], ?::timestamptz[], ?::text[], ?::text[]) AS k (guid, received_at, state, outcome)
      WHERE d.guid = k.guid AND d.received_at = k.received_at`,
    [outcomes.map((o) => o.guid), outcomes.map((o) => o.receivedAt), outcomes.map((o) => o.state), outcomes.map((o) => o.outcome)],
  );
}

/**
 * Notes a failed attempt; the `limit`-th parks the delivery (I11).
 * @returns the state after it
 */
export async function failDelivery(db: Queryable, key: DeliveryKey, error: string, limit: number): Promise<DeliveryState | undefined> {
  const updated = await row<{ state: DeliveryState }>(
    db,
    `UPDATE deliveries SET attempts = attempts + 1, error = ?, state = CASE WHEN attempts + 1 >= ? THEN 'parked' ELSE state END
      WHERE guid = ? AND received_at = ? RETURNING state`,
    [error.slice(0, 4000), limit, key.guid, key.receivedAt],
  );
  return updated?.state;
}

/** Queues parked deliveries again: one by GUID, or all. @returns what needs a job */
export async function unparkDeliveries(trx: Queryable, guid?: string): Promise<DeliveryKey[]> {
  return rows<DeliveryKey>(
    trx,
    `UPDATE deliveries SET state = 'queued', attempts = 0, error = NULL
      WHERE state = 'parked' AND (?::text IS NULL OR guid = ?)
      RETURNING guid, to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "receivedAt"`,
    [guid ?? null, guid ?? null],
  );
}

export interface DeliveryListing {
  guid: string;
  receivedAt: Date;
  event: string;
  action: string | null;
  state: DeliveryState;
  outcome: string | null;
  error: string | null;
}

/** The newest deliveries, of one state if given. */
export async function listDeliveries(db: Db, state: DeliveryState | undefined, limit: number): Promise<DeliveryListing[]> {
  return rows<DeliveryListing>(
    db,
    `SELECT guid, received_at AS "receivedAt", event, action, state, outcome, error FROM deliveries
      WHERE ?::text IS NULL OR state = ? ORDER BY received_at DESC LIMIT ?`,
    [state ?? null, state ?? null, limit],
  );
}

/** Counts by state, for metrics. */
export async function countDeliveries(db: Db): Promise<Record<'queued' | 'parked', number>> {
  const counts = await rows<{ state: 'queued' | 'parked'; count: number }>(
    db,
    "SELECT state, count(*) AS count FROM deliveries WHERE state IN ('queued', 'parked') GROUP BY state",
  );
  return { queued: 0, parked: 0, ...Object.fromEntries(counts.map(({ state, count }) => [state, count])) };
}

/** Of a delivery that is done with and says nothing but who caused it, only that it came is kept. */
export async function forgetSender(db: Queryable, guid: string): Promise<void> {
  const body = await compressBody(Buffer.from(JSON.stringify({ action: 'revoked', sender: { login: GHOST.login, id: GHOST.id } })));
  await run(db, 'UPDATE deliveries d SET body = ? FROM delivery_guids g WHERE g.guid = ? AND d.guid = g.guid AND d.received_at = g.received_at', [body, guid]);
}
