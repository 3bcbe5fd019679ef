/** Pull requests linked to issues in ways GitHub itself does not tell of: keywords beyond the default branch, and people here. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE noted_pull_requests (
      -- Of the issue.
      repository_id bigint NOT NULL,
      issue_number  integer NOT NULL,
      pull_node_id  text NOT NULL,
      source        text NOT NULL CHECK (source IN ('keyword', 'hand')),
      -- Login of the person who linked it by hand.
      noted_by      text,
      noted_at      timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (repository_id, issue_number, pull_node_id, source)
    );
    CREATE INDEX noted_pull_requests_pull ON noted_pull_requests (pull_node_id);
    -- What GitHub tells of projects names issues by this id only.
    CREATE INDEX github_issue_mappings_node ON github_issue_mappings (issue_node_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE noted_pull_requests; DROP INDEX github_issue_mappings_node');
}
