/** Requests to make something, named by their callers, so that a repeated one makes nothing twice (I7). */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE idempotency_keys (
      -- Who asked, as the API knows them: 'person 7', 'project 3'.
      caller       text NOT NULL,
      key          text NOT NULL,
      -- Of method, address and body.
      request_hash bytea NOT NULL,
      -- Id of what was made; null while that is under way, or where it came to nothing.
      made         text,
      at           timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (caller, key)
    );
    CREATE INDEX idempotency_keys_at ON idempotency_keys (at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE idempotency_keys');
}
