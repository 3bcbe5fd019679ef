/** Sorting by priority follows the order of the project's own priorities: one index serves each of them. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX actions_listed_priority;
    CREATE INDEX actions_listed_priority ON actions (project_id, priority, id) WHERE archived_at IS NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX actions_listed_priority;
    CREATE INDEX actions_listed_priority ON actions (project_id, (coalesce(array_position(ARRAY['low', 'medium', 'high', 'urgent'], priority), 0)), id)
      WHERE archived_at IS NULL;
  `);
}
