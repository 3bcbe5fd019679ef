/** People find an action by its issue's number. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('CREATE INDEX github_issue_mappings_number ON github_issue_mappings (project_id, issue_number)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP INDEX github_issue_mappings_number');
}
