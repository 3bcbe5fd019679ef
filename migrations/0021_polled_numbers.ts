/** Issues that come into a repository have higher numbers than any before, transferred ones as well: by that polls know them. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The highest issue number that a poll has met; NULL before the first.
    ALTER TABLE github_polls ADD COLUMN last_number integer;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE github_polls DROP COLUMN last_number');
}
