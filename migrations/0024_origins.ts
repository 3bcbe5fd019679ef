/** An action whose pair has ended keeps the repository it came from: who cannot read that one does not see the action either. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Null while it has never lost a pair, and where a lead had opened the repository to the project.
    ALTER TABLE actions ADD COLUMN origin_repository_id bigint REFERENCES repositories (id);
    CREATE INDEX actions_origin ON actions (project_id, origin_repository_id) WHERE origin_repository_id IS NOT NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE actions DROP COLUMN origin_repository_id');
}
