/** From what, when and as whom a push was begun, so that the timeline can tell what came of it where its answer was lost. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE github_issue_mappings
      -- The base of the fields that it writes, as it was then.
      ADD COLUMN pushing_from jsonb,
      -- GitHub's time of the issue as it was read before, and the login of the member whose token was to write; null: the App.
      ADD COLUMN pushing_since timestamptz,
      ADD COLUMN pushing_as text;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE github_issue_mappings DROP COLUMN pushing_from, DROP COLUMN pushing_since, DROP COLUMN pushing_as;');
}
