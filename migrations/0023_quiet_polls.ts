/** A repository in which nothing changed costs a poll nothing: what changed last is asked for by its tag. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE github_polls
      ADD COLUMN quiet boolean NOT NULL DEFAULT false,
      ADD COLUMN head_etag text,
      ADD COLUMN whole_at timestamptz
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE github_polls DROP COLUMN quiet, DROP COLUMN head_etag, DROP COLUMN whole_at');
}
